"""The modem families, one to a file."""

from tests.fakes.modem.families.base import Family
from tests.fakes.modem.families.huawei_e1550 import HuaweiE1550
from tests.fakes.modem.families.quectel_ec25 import QuectelEc25
from tests.fakes.modem.families.sim7600 import Sim7600

FAMILIES: dict[str, Family] = {family.name: family for family in (HuaweiE1550(), QuectelEc25(), Sim7600())}
