"""What is alive by itself in a Python program: modules, the frames of threads, the interpreter; and what is this recorder's own."""

import gc
import sys
import types

_OPTIMIZED = 1
_HERE = __file__.replace("\\", "/").rpartition("/")[0]


def find_roots(find):
    """[address, reason] of the modules and of what the running functions of all threads hold."""
    roots = [[id(sys.modules), "sys.modules"]]
    namespaces = set()
    for name, module in list(dict.items(sys.modules)):
        if type(name) is str:
            roots.append([id(module), "module " + name])
        if type(module) is types.ModuleType:
            namespaces.add(id(vars(module)))
    names = _thread_names(find)
    for ident, frame in sys._current_frames().items():
        thread = names.get(ident, "%d" % ident)
        while frame is not None:
            if not is_own_code(frame.f_code):
                _frame_roots(frame, thread, namespaces, roots)
            frame = frame.f_back
    return roots


def _frame_roots(frame, thread, namespaces, roots):
    code = frame.f_code
    where = "%s() in thread %s" % (code.co_name, thread)
    roots.append([id(frame), "frame of " + where])
    # Those of a module are that module's.
    if id(frame.f_globals) not in namespaces:
        roots.append([id(frame.f_globals), "globals of " + where])
    roots.append([id(code), "code of " + where])
    for name, address in locals_of(frame):
        if address not in namespaces:
            roots.append([address, "local %s of %s" % (name, where)])


def locals_of(frame):
    """(name, address) of the local variables of a function's frame. Leaves the frame as it was: before Python 3.13 asking
    for them makes the frame keep a copy, which is emptied again unless the program itself has asked for it."""
    if not frame.f_code.co_flags & _OPTIMIZED:
        return []
    names = frame.f_locals
    if type(names) is not dict:
        return [(name, id(names[name])) for name in names]
    found = [(name, id(value)) for name, value in names.items() if type(name) is str]
    # Held by the frame, by `names` and by the call: nobody else has it.
    if sys.getrefcount(names) <= 3:
        names.clear()
    return found


def _thread_names(find):
    threading = sys.modules.get("threading")
    names = {}
    if type(threading) is not types.ModuleType:
        return names
    active = vars(threading).get("_active")
    for ident, thread in list(active.items()) if type(active) is dict else ():
        kind = type(thread)
        if find(type.__dict__["__mro__"].__get__(kind), "_name") is None:
            try:
                name = object.__getattribute__(thread, "_name")
            except AttributeError:
                continue
            if type(name) is str:
                names[ident] = name
    return names


def is_own_code(code):
    """Whether code is of this recorder."""
    folder, _slash, file = code.co_filename.replace("\\", "/").rpartition("/")
    return folder == _HERE and (file.startswith("_heap") or file in ("_run.py", "_exits.py", "_saver.py"))


def own_objects(parts, frame):
    """Addresses of the recorder's own functions, classes and objects, each with its type's: what its files' namespaces and
    the local variables of its running functions lead to, without modules, the builtins and what is others'."""
    mine = {id(part): id(dict) for part in parts}
    others = {id(sys.modules), id(vars(sys.modules["builtins"]))}
    step = list(parts)
    runner = vars(sys).get("_pyrometer_runner")
    if runner is not None:
        mine[id(runner)] = id(type(runner))
    for part in parts:
        for item in filter(None, (part.get("__spec__"), part.get("__loader__"))):
            mine[id(item)] = id(type(item))
            step.append(item)
    while frame is not None:
        if is_own_code(frame.f_code):
            names = frame.f_locals
            mine[id(frame)], mine[id(names)] = id(types.FrameType), id(type(names))
            step.append(dict(names))
        frame = frame.f_back
    while step:
        held = []
        for item in step:
            if type(item) is dict:
                held.extend(value for key, value in item.items() if key not in ("__builtins__", "__loader__", "__spec__"))
            else:
                held.extend(gc.get_referents(item))
        step = []
        for item in held:
            address = id(item)
            if address not in mine and address not in others and gc.is_tracked(item) and _is_own(item, mine):
                mine[address] = id(type(item))
                step.append(item)
    return mine


def _is_own(item, mine):
    kind = type(item)
    if kind is types.FunctionType:
        return id(item.__globals__) in mine
    return id(kind) in _OWN_KINDS or _is_own_class(item if kind is type else kind)


def _is_own_class(kind):
    module = type.__dict__["__module__"].__get__(kind)
    return type(module) is str and module.startswith(("pyrometer._heap", "pyrometer._exits", "pyrometer._saver"))


_OWN_KINDS = frozenset(
    map(
        id,
        (dict, tuple, list, set, frozenset, property, staticmethod, classmethod, types.GetSetDescriptorType)
        + (types.MemberDescriptorType, types.MethodType, type([].__len__)),
    )
)
