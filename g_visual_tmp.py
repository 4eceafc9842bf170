import sys, tempfile
from pathlib import Path
import tests.browser.chromium as C
from tests.browser.office import Office
from tests.browser.test_every_page import everybody, open_page, kinds_of_nodes, SIZES, A4
from tests.browser.words import TAME
C.SCREENSHOTS = Path("/tmp/g_shots"); 
PRE=("hours","reception","board","now")
orig=Office._rules
Office._rules=lambda self:[r for r in orig(self) if r.endpoint.split(".")[0] in PRE and not r.endpoint.startswith("now.events")]
Office._more=lambda self:{}
def go(words=None):
    o=Office(Path(tempfile.mkdtemp()), *( [words] if words else []))
    return o
with C.chromium() as b:
    tame={}
    o=go(TAME)
    with everybody(b,o) as pages:
        for v in o.visits:
            open_page(pages[v.role], v.address); tame[v.name]=kinds_of_nodes(pages[v.role])
    o=go()
    with everybody(b,o) as pages:
        for v in o.visits:
            p=pages[v.role]; heard=C.complaints(p); open_page(p,v.address)
            print(v.name, v.address, heard, kinds_of_nodes(p)-tame[v.name])
            g=C.Glass(p)
            for n,m in SIZES.items():
                g.be(*m)
                for f in C.layout_faults(p): print("   FAULT",n,f)
                if n in("1366","390"): g.keep(f"{v.name}-{n}")
            if v.name in("reception.sheet","reception.print_day"):
                g.show_print(on=True); g.be(*A4)
                for f in C.layout_faults(p): print("   FAULT print",f)
                g.keep(f"{v.name}-A4")
                g.show_print(on=False)
