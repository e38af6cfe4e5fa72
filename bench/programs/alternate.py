# Two chains of calls that alternate about every microsecond: ha() calls la(), hb() calls lb(), and nothing else ever
# happens, so that a stack with frames of both was never there. The argument says how the callee is called.
import sys


def la(n=1):
    x = n
    x += 1
    x += 1
    return x


def lb(n=1):
    x = n
    x += 1
    x += 1
    return x


def ga():
    yield 1


def gb():
    yield 1


ONE = [1]


class Shape(object):
    @property
    def la(self):
        x = 1
        x += 1
        return x

    @property
    def lb(self):
        x = 1
        x += 1
        return x


shape = Shape()


def call_ha():
    y = 1
    la()
    y += 1
    return y


def call_hb():
    y = 1
    lb()
    y += 1
    return y


def property_ha():
    y = 1
    shape.la
    y += 1
    return y


def property_hb():
    y = 1
    shape.lb
    y += 1
    return y


def callback_ha():
    y = 1
    sum(map(la, ONE))
    y += 1
    return y


def callback_hb():
    y = 1
    sum(map(lb, ONE))
    y += 1
    return y


def generator_ha():
    y = 1
    for _ in ga():
        y += 1
    return y


def generator_hb():
    y = 1
    for _ in gb():
        y += 1
    return y


def main(ha, hb):
    while True:
        ha()
        hb()


kind = sys.argv[1]
sys.stdout.write('ready\n')
sys.stdout.flush()
main(globals()[kind + '_ha'], globals()[kind + '_hb'])
