"""Reads the tensors of a file that torch.save wrote in its old form, and nothing else.

Such a file holds five pickles (a magic number, the version of the form, the machine's sizes, the object, the keys of its
storages) and then each storage's bytes. A pickle is a program, which may import and call anything. Here the few
instructions that a table of tensors needs are carried out by hand and every other one is refused, so that no file can
make this code import or call what it does not name.
"""

import array
import io
import pickletools
import sys
from dataclasses import dataclass

MAGIC = 0x1950A86A20F9469CFC6C
VERSION = 1001
LARGEST_DIMENSIONS = 8

# A storage's class, as the file names it: type code of array.array.
STORAGES = {"torch FloatStorage": "f", "torch LongStorage": "q"}
TABLE = "collections OrderedDict"
TENSOR = "torch._utils _rebuild_tensor_v2"

VALUES = {"NONE", "BININT", "BININT1", "BININT2", "LONG1", "BINUNICODE"}
MARK = object()


class Refused(Exception):
    """The file is not what it has to be. The message is one line."""


@dataclass(frozen=True)
class Storage:
    code: str
    key: str
    size: int


@dataclass(frozen=True)
class Tensor:
    """Values of a storage: that at (i, j, …) is at offset + i * strides[0] + j * strides[1] + …"""

    storage: Storage
    offset: int
    shape: tuple
    strides: tuple


def read(content):
    """The tensors in those bytes: name -> (shape, array of the values, the last index changing fastest)."""
    stream = io.BytesIO(content)
    if _pickled(stream) != MAGIC:
        raise Refused("does not begin with the magic number of torch.save")
    if _pickled(stream) != VERSION:
        raise Refused(f"is not of version {VERSION}")
    sizes = _pickled(stream)
    if not isinstance(sizes, dict) or sizes.get("little_endian") is not True:
        raise Refused("was not written by a little-endian machine")
    table = _pickled(stream)
    if not isinstance(table, dict):
        raise Refused("holds no table of tensors")
    for name, tensor in table.items():
        if not isinstance(tensor, Tensor):
            raise Refused(f"holds {_short(name)}, which is no tensor")
    keys = _pickled(stream)
    values = _storages(content[stream.tell():], keys, {tensor.storage for tensor in table.values()})
    return {name: (tensor.shape, _gathered(tensor, values[tensor.storage.key])) for name, tensor in table.items()}


def _pickled(stream):
    """The object of the next pickle: numbers, texts, tuples, lists, dictionaries and tensors."""
    stack, memo = [], {}

    def pop():
        if not stack or stack[-1] is MARK:
            raise Refused("a pickle takes what was not put there")
        return stack.pop()

    def pop_to_mark():
        if MARK not in stack:
            raise Refused("a pickle takes what was not put there")
        at = len(stack) - 1 - stack[::-1].index(MARK)
        values = stack[at + 1:]
        del stack[at:]
        return values

    def top(kind):
        if not stack or not isinstance(stack[-1], kind):
            raise Refused("a pickle fills what is no table")
        return stack[-1]

    def fill(pairs):
        for key, value in pairs:
            if not isinstance(key, str):
                raise Refused("a pickle names something by what is no text")
            top(dict)[key] = value

    try:
        for instruction, argument, _ in pickletools.genops(stream):
            name = instruction.name
            if name in VALUES:
                stack.append(argument)
            elif name == "PROTO":
                if argument != 2:
                    raise Refused(f"has a pickle of protocol {argument}")
            elif name in ("NEWTRUE", "NEWFALSE"):
                stack.append(name == "NEWTRUE")
            elif name == "EMPTY_TUPLE":
                stack.append(())
            elif name == "EMPTY_LIST":
                stack.append([])
            elif name == "EMPTY_DICT":
                stack.append({})
            elif name == "MARK":
                stack.append(MARK)
            elif name == "TUPLE":
                stack.append(tuple(pop_to_mark()))
            elif name in ("TUPLE1", "TUPLE2", "TUPLE3"):
                stack.append(tuple([pop() for _ in range(int(name[-1]))][::-1]))
            elif name == "APPEND":
                value = pop()
                top(list).append(value)
            elif name == "APPENDS":
                values = pop_to_mark()
                top(list).extend(values)
            elif name == "SETITEM":
                value, key = pop(), pop()
                fill([(key, value)])
            elif name == "SETITEMS":
                values = pop_to_mark()
                fill(zip(values[::2], values[1::2], strict=True))
            elif name in ("BINPUT", "LONG_BINPUT"):
                memo[argument] = stack[-1]
            elif name in ("BINGET", "LONG_BINGET"):
                stack.append(memo[argument])
            elif name == "GLOBAL":
                stack.append(_named(argument))
            elif name == "BINPERSID":
                stack.append(_storage(pop()))
            elif name == "REDUCE":
                arguments, function = pop(), pop()
                stack.append(_called(function, arguments))
            elif name == "BUILD":
                pop()  # versions of modules, beside the table's entries
                top(dict)
            elif name == "STOP":
                return pop()
            else:
                raise Refused(f"has the instruction {name}, which no table of tensors needs")
    except Refused:
        raise
    except (ValueError, IndexError, KeyError, UnicodeError, OverflowError) as problem:
        raise Refused(f"has a damaged pickle: {str(problem).splitlines()[0]}") from None
    raise Refused("has a pickle without an end")


@dataclass(frozen=True)
class _Name:
    """A class or function that the file names. It cannot be called, only recognised."""

    text: str


def _named(text):
    if text not in (TABLE, TENSOR, *STORAGES):
        raise Refused(f"names {_short(text)}, which no table of tensors needs")
    return _Name(text)


def _called(function, arguments):
    if function == _Name(TABLE) and arguments == ():
        return {}
    if function == _Name(TENSOR):
        return _tensor(arguments)
    raise Refused("calls something else than the making of a table or a tensor")


def _whole(value):
    return type(value) is int and value >= 0


def _storage(reference):
    match reference:
        case ("storage", _Name(text), str(key), str(), size, None) if text in STORAGES and _whole(size):
            return Storage(STORAGES[text], key, size)
    raise Refused("refers to something that is no storage of numbers")


def _tensor(arguments):
    match arguments:
        case (Storage() as storage, offset, tuple(shape), tuple(strides), bool(), {}):
            pass
        case _:
            raise Refused("makes a tensor of what is no storage, offset, shape and strides")
    if not all(map(_whole, (offset, *shape, *strides))):
        raise Refused("has a tensor whose offset, shape or strides are no whole numbers from 0 on")
    if not len(shape) == len(strides) <= LARGEST_DIMENSIONS:
        raise Refused(f"has a tensor of {len(shape)} dimensions and {len(strides)} strides")
    count = _product(shape)
    last = offset + sum((size - 1) * stride for size, stride in zip(shape, strides))
    # As many values as its storage at most, so that strides of 0 cannot make much of little.
    if count > storage.size or (count > 0 and last >= storage.size):
        raise Refused(f"has a tensor of shape {_short(shape)} that reaches beyond its storage of {storage.size} values")
    return Tensor(storage, offset, shape, strides)


def _short(value):
    text = repr(value)
    return text if len(text) <= 60 else text[:60] + "…"


def _product(shape):
    count = 1
    for size in shape:
        count *= size
    return count


def _storages(content, keys, wanted):
    """key -> values, of the storages' bytes: for each key its number of values and then these."""
    by_key = {storage.key: storage for storage in wanted}
    if len(by_key) != len(wanted):
        raise Refused("describes one storage in two ways")
    if not isinstance(keys, list) or any(type(key) is not str for key in keys) or sorted(keys) != sorted(by_key):
        raise Refused("holds other storages than its tensors need")
    values, at = {}, 0
    for key in keys:
        numbers = array.array(by_key[key].code)
        size = by_key[key].size
        end = at + 8 + size * numbers.itemsize
        if end > len(content):
            raise Refused("ends within a storage")
        if int.from_bytes(content[at:at + 8], "little", signed=True) != size:
            raise Refused(f"has a storage that does not hold the {size} values of its tensor")
        numbers.frombytes(content[at + 8:end])
        if sys.byteorder == "big":
            numbers.byteswap()
        values[key], at = numbers, end
    if at != len(content):
        raise Refused("goes on behind its last storage")
    return values


def _gathered(tensor, values):
    places = [tensor.offset]
    for size, stride in zip(tensor.shape, tensor.strides):
        places = [place + i * stride for place in places for i in range(size)]
    return array.array(tensor.storage.code, [values[place] for place in places])
