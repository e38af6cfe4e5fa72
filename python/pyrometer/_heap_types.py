"""What a heap recorder has to know of a type to read its objects without running anything of the program's.

Only descriptors written in C are called, on exact builtin types and by address; names are looked up in the dictionaries of
types, never on objects.
"""

import _collections
import gc
import sys
import types

_dict_of = type.__dict__["__dict__"].__get__
_mro_of = type.__dict__["__mro__"].__get__
_flags_of = type.__dict__["__flags__"].__get__
_basicsize_of = type.__dict__["__basicsize__"].__get__
_itemsize_of = type.__dict__["__itemsize__"].__get__
_dictoffset_of = type.__dict__["__dictoffset__"].__get__
_weakoffset_of = type.__dict__["__weakrefoffset__"].__get__
_qualname_of = type.__dict__["__qualname__"].__get__
_module_of = type.__dict__["__module__"].__get__

_HEAP_TYPE = 1 << 9
_HAS_GC = 1 << 14
#: Attributes lie in the object, or in front of it, until somebody asks for its dictionary.
_INLINE = 1 << 2 if sys.version_info >= (3, 13) else 1 << 4 if sys.version_info >= (3, 11) else 0
#: Attributes, and from 3.12 on weak references, lie in front of the object.
_MANAGED = (1 << 4) | ((1 << 3) if sys.version_info >= (3, 12) else 0)
_MEMBER = types.MemberDescriptorType
_GETSET = types.GetSetDescriptorType
_SIZE_OF_BASE = _basicsize_of(object)
#: Attributes of builtin types that are no members of the C struct but read one, and run nothing.
_READ = {
    id(types.FunctionType): ("__code__", "__defaults__", "__kwdefaults__", "__name__", "__qualname__"),
    id(types.BuiltinFunctionType): ("__self__",),
    id(types.CellType): ("cell_contents",),
    id(types.GeneratorType): ("gi_code",),
    id(types.CoroutineType): ("cr_code",),
    id(types.AsyncGeneratorType): ("ag_code",),
    id(types.TracebackType): ("tb_next", "tb_frame"),
    id(BaseException): ("args", "__traceback__", "__context__", "__cause__"),
    id(type): ("__bases__", "__base__", "__mro__"),
    id(types.ModuleType): ("__dict__",),
}
#: Members that would make something new, or that hold no reference.
_SKIPPED = frozenset(
    "__weakref__ __dictoffset__ __weakrefoffset__ __basicsize__ __itemsize__ __flags__ __text_signature__ __vectorcalloffset__"
    " __thisclass__ __self_class__ co_argcount co_posonlyargcount co_kwonlyargcount co_nlocals co_stacksize co_flags"
    " co_firstlineno co_varnames co_cellvars co_freevars co_code co_lnotab start_offset gi_frame cr_frame ag_frame f_lineno"
    " f_trace_lines f_trace_opcodes tb_lasti tb_lineno".split()
)


class TypeFacts:
    """One type: its names, how its objects are measured, and how what they refer to is read (`plan`).

    Plans: 'leaf' (they refer to nothing), 'list', 'tuple', 'dict', 'set', 'deque' (exactly those), 'plain' (instances of a
    class that adds attributes and slots to object, read as rows of the same length), 'named' (named tuples), 'mixed'
    (subclasses of containers), 'type', and 'other' (each object by itself).
    """

    def __init__(self, kind, index):
        self.type = kind
        self.index = index
        self.address = id(kind)
        flags = _flags_of(kind)
        self.is_heap = bool(flags & _HEAP_TYPE)
        self.has_gc = bool(flags & _HAS_GC)
        self.is_inline = bool(flags & _INLINE)
        self.has_dict = _dictoffset_of(kind) != 0
        self.name = _text(_qualname_of(kind))
        self.module = _text(_module_or_none(kind))
        # A type in C that was not made ready has none yet.
        self.mro = _mro_of(kind) or (object,)
        size_of = find(self.mro, "__sizeof__")
        self.has_safe_size = is_written_in_c(size_of)
        self.has_fixed_size = size_of is _dict_of(object)["__sizeof__"] and _itemsize_of(kind) == 0
        self.header = _header(flags)
        #: The builtin container that it is, or derives from.
        self.base = next((base for base in self.mro if id(base) in _EXACT), None)
        self.slots = _slots(self.mro)
        self.is_array = is_ndarray(kind)
        self.plan = self._choose()
        self.fields = find(self.mro, "_fields") if self.base is tuple else None
        self.getters = None
        #: Names of attributes that lie in the objects themselves: those met, and by the length of their rows.
        self.all_names = {}
        self.names = {}
        #: Objects whose dictionary was made to know its names.
        self.samples = 0

    def _choose(self):
        kind = self.type
        if id(kind) in _EXACT:
            return _EXACT[id(kind)]
        if self.base is not None:
            return "mixed"
        if issubclass_exact(self.mro, type):
            return "type"
        if not self.has_gc and kind is not types.CodeType and not self.is_array:
            return "leaf"
        return "plain" if self._is_plain() else "other"

    def _is_plain(self):
        """Whether nothing but slots, a dictionary and weak references was added to object."""
        if not self.is_heap or any(not _flags_of(base) & _HEAP_TYPE for base in self.mro if base is not object):
            return False
        words = len(self.slots) + (_dictoffset_of(self.type) > 0) + (_weakoffset_of(self.type) > 0)
        return _basicsize_of(self.type) <= _SIZE_OF_BASE + 8 * words

    def attributes(self):
        """(how to read it, label) of what the objects' own structs hold."""
        if self.getters is None:
            self.getters = []
            for base in self.mro:
                names = _dict_of(base)
                for name in list(names):
                    if type(name) is str and name not in _SKIPPED and type(names[name]) is _MEMBER:
                        self.getters.append((names[name].__get__, "." + name))
                for name in _READ.get(id(base), ()):
                    if name in names and type(names[name]) in (_GETSET, _MEMBER):
                        self.getters.append((names[name].__get__, "." + name))
        return self.getters

    def dict_getter(self):
        """Reads (and makes) an object's `__dict__`, None where the class has its own idea of it."""
        found = find(self.mro, "__dict__")
        return found.__get__ if type(found) is _GETSET else None

    def is_readable(self, name):
        """Whether object.__getattribute__ finds an instance's attribute of this name without running anything."""
        found = find(self.mro, name)
        if found is None or type(found) is types.FunctionType:
            return True
        kind = type(found)
        return kind is not property and not _flags_of(kind) & _HEAP_TYPE and find(_mro_of(kind), "__set__") is None


def find(mro, name):
    """What a class, or one that it derives from, holds under a name; None if nothing."""
    for base in mro:
        names = _dict_of(base)
        if name in names:
            return names[name]
    return None


def names_of(kind):
    """The dictionary of a type, itself; None of a type in C that was not made ready and has none yet."""
    return next(iter(gc.get_referents(_dict_of(kind))), None)


def is_written_in_c(function):
    return type(function) in (types.MethodDescriptorType, types.WrapperDescriptorType)


def issubclass_exact(mro, base):
    return any(found is base for found in mro)


def is_ndarray(kind):
    numpy = sys.modules.get("numpy")
    return type(numpy) is types.ModuleType and kind is vars(numpy).get("ndarray")


def _module_or_none(kind):
    try:
        return _module_of(kind)
    except AttributeError:
        return None


def _text(value):
    return value if type(value) is str else "?"


class _Sample:
    """An object with all that Python puts in front of one."""


#: Bytes in front of an object on the collector's list, which `sys.getsizeof` counts; and of one with attributes as well.
_GC_HEADER = sys.getsizeof([]) - [].__sizeof__()
_FULL_HEADER = sys.getsizeof(_Sample()) - object.__sizeof__(_Sample())


def _header(flags):
    if not flags & _HAS_GC:
        return 0
    return _FULL_HEADER if sys.version_info >= (3, 11) and flags & _MANAGED else _GC_HEADER


def _slots(mro):
    """How to read the slots of a class, with labels; the same slot named twice counts twice, as it does in C."""
    found = []
    for base in mro:
        if not _flags_of(base) & _HEAP_TYPE:
            continue
        names = _dict_of(base)
        for name in list(names):
            if type(name) is str and type(names[name]) is _MEMBER and name not in _SKIPPED:
                found.append((names[name].__get__, "." + name))
    return found


#: By address: to look a type up by itself would ask its metaclass.
_EXACT = {
    id(list): "list",
    id(tuple): "tuple",
    id(dict): "dict",
    id(set): "set",
    id(frozenset): "set",
    id(_collections.deque): "deque",
}


def _describe_function(function):
    return "%s.%s" % (_text(function.__module__), _text(function.__qualname__))


def _describe_code(code):
    return "%s (%s:%d)" % (_text(code.co_name), _text(code.co_filename), code.co_firstlineno)


def _describe_frame(frame):
    return _describe_code(frame.f_code)


def _describe_module(module):
    names = types.ModuleType.__dict__["__dict__"].__get__(module)
    name = names.get("__name__") if type(names) is dict else None
    return name if type(name) is str else ""


def _describe_type(kind):
    module = _text(_module_or_none(kind))
    return _text(_qualname_of(kind)) if module in ("builtins", "?") else "%s.%s" % (module, _text(_qualname_of(kind)))


def _describe_method(method):
    held = types.MethodType.__dict__["__func__"].__get__(method)
    return _describe_function(held) if type(held) is types.FunctionType else ""


def _describe_generator(generator):
    return _text(generator.__qualname__)


def _describe_builtin(function):
    return _text(function.__name__)


#: What tells an object from others of its type, by the type's address.
DESCRIBE = {
    id(types.FunctionType): _describe_function,
    id(types.CodeType): _describe_code,
    id(types.FrameType): _describe_frame,
    id(types.ModuleType): _describe_module,
    id(type): _describe_type,
    id(types.MethodType): _describe_method,
    id(types.GeneratorType): _describe_generator,
    id(types.CoroutineType): _describe_generator,
    id(types.AsyncGeneratorType): _describe_generator,
    id(types.BuiltinFunctionType): _describe_builtin,
}
