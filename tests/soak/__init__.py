"""`make soak CALLS=5000`: a box that is called, texted and loses its modem thousands of times, and a console at work.

Prints how memory, descriptors, threads and files grow once they are warm, beside what is promised. The box lives in
virtual time; its simulated modem lives in the same process, and what it notes for tests is emptied as it goes.
"""
