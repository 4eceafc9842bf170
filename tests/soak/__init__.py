"""`make soak CALLS=5000`: one box that is called, texted and loses its modem thousands of times, in virtual time.

Prints how memory, descriptors, threads and files grow per thousand calls once it is warm, beside what is promised. The
simulated modem lives in the same process; what it notes for tests is emptied as it goes.
"""
