"""The reader of torch's old files: it reads tables of tensors, and refuses all else with one line."""

import io
import os
import pickle
import struct
import sys
import tempfile
import unittest
from collections import OrderedDict

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "third_party", "trunk"))
import torch_pickle  # noqa: E402

MAGIC = 119547037146038801333356  # torch.serialization.MAGIC_NUMBER, in decimal


class Global:
    """Pickled as the bare name of a module's member, as torch's storages are."""

    def __init__(self, module, name):
        self.module, self.name = module, name


class Call:
    """Pickled as a call of a global."""

    def __init__(self, function, *arguments):
        self.function, self.arguments = function, arguments


class Persistent:
    def __init__(self, reference):
        self.reference = reference


class TorchPickler(pickle._Pickler):
    """Writes globals, calls and references as torch does, without torch."""

    def save(self, value, save_persistent_id=True):
        if isinstance(value, Global):
            self.write(pickle.GLOBAL + f"{value.module}\n{value.name}\n".encode())
        elif isinstance(value, Call):
            self.save(value.function)
            self.save(value.arguments)
            self.write(pickle.REDUCE)
        elif isinstance(value, Persistent):
            self.save(value.reference)
            self.write(pickle.BINPERSID)
        else:
            super().save(value, save_persistent_id)


REBUILD = Global("torch._utils", "_rebuild_tensor_v2")
FLOATS = Global("torch", "FloatStorage")
LONGS = Global("torch", "LongStorage")
INFO = {"protocol_version": 1001, "little_endian": True, "type_sizes": {"short": 2, "int": 4, "long": 4}}


def pickled(value):
    stream = io.BytesIO()
    TorchPickler(stream, 2).dump(value)
    return stream.getvalue()


def storage(key, size, kind=FLOATS, view=None):
    return Persistent(("storage", kind, key, "cpu", size, view))


def tensor(of, shape, strides, offset=0):
    return Call(REBUILD, of, offset, shape, strides, False, OrderedDict())


def file(table, storages=((b"a", struct.pack("<6f", 0, 1, 2, 3, 4, 5), 6),), magic=MAGIC, version=1001, info=INFO):
    keys = [key.decode() for key, _, _ in storages]
    body = b"".join(struct.pack("<q", count) + values for _, values, count in storages)
    raw = table if isinstance(table, bytes) else pickled(table)
    return pickled(magic) + pickled(version) + pickled(info) + raw + pickled(keys) + body


class ReadsTables(unittest.TestCase):
    def test_values_come_in_the_order_of_their_indices_whatever_the_strides(self):
        a = storage("a", 6)
        table = OrderedDict(plain=tensor(a, (2, 3), (3, 1)), turned=tensor(a, (3, 2), (1, 3)),
                            part=tensor(a, (2,), (2,), 1), empty=tensor(a, (0, 3), (3, 1)), single=tensor(a, (), (), 5))
        read = torch_pickle.read(file(table))
        self.assertEqual({name: (shape, list(values)) for name, (shape, values) in read.items()},
                         {"plain": ((2, 3), [0, 1, 2, 3, 4, 5]), "turned": ((3, 2), [0, 3, 1, 4, 2, 5]),
                          "part": ((2,), [1, 3]), "empty": ((0, 3), []), "single": ((), [5])})

    def test_reads_whole_numbers(self):
        read = torch_pickle.read(file(OrderedDict(n=tensor(storage("l", 2, LONGS), (2,), (1,))),
                                      ((b"l", struct.pack("<2q", -7, 1 << 40), 2),)))
        self.assertEqual(list(read["n"][1]), [-7, 1 << 40])


class RefusesAllElse(unittest.TestCase):
    def refused(self, content, saying):
        with self.assertRaises(torch_pickle.Refused) as caught:
            torch_pickle.read(content)
        message = str(caught.exception)
        self.assertRegex(message, saying)
        self.assertNotIn("\n", message)
        self.assertLess(len(message), 200)

    def refused_tensor(self, value, saying):
        self.refused(file(OrderedDict(t=value)), saying)

    def test_a_call_of_the_shell_is_not_made(self):
        with tempfile.TemporaryDirectory() as folder:
            witness = os.path.join(folder, "witness")
            for module in ("os", "posix", "subprocess", "builtins"):
                self.refused_tensor(Call(Global(module, "system"), f"touch {witness}"), "names .*which no table")
            self.assertFalse(os.path.exists(witness))

    def test_a_real_pickle_of_a_call_is_refused(self):
        class Harmful:
            def __reduce__(self):
                return print, ("this must not be printed",)

        for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
            self.refused(file(pickle.dumps(Harmful(), protocol)), "names|instruction|protocol")

    def test_names_outside_the_list(self):
        for module, name in (("torch", "DoubleStorage"), ("torch._utils", "_rebuild_parameter"),
                             ("torch", "FloatStorage.__init__"), ("collections", "defaultdict"), ("a" * 5000, "b")):
            self.refused_tensor(Call(Global(module, name)), "names ")

    def test_calls_of_what_may_only_be_named(self):
        self.refused_tensor(Call(FLOATS, 4), "calls something else")
        self.refused_tensor(Call(Global("collections", "OrderedDict"), [("a", 1)]), "calls something else")
        self.refused_tensor(Call("text", 4), "calls something else")

    def test_instructions_that_no_table_needs(self):
        ends = b"."
        for name, code in {"EXT1": b"\x82\x01", "EXT2": b"\x83\x01\x00", "EXT4": b"\x84\x01\x00\x00\x00",
                           "INST": b"(ios\nsystem\n", "OBJ": b"(o", "NEWOBJ": b"))\x81", "PERSID": b"Pstorage\n",
                           "NEWOBJ_EX": b")))\x92", "STACK_GLOBAL": b"\x8c\x02os\x8c\x06system\x93",
                           "POP": b"N0", "DUP": b"N2", "MEMOIZE": b"N\x94", "FRAME": b"\x95" + b"\xff" * 8,
                           "LONG4": b"\x8b\x01\x00\x00\x00\x07", "FLOAT": b"F1.5\n", "INT": b"I7\n"}.items():
            with self.subTest(name):
                self.refused(file(b"\x80\x02" + code + ends), "instruction|damaged")

    def test_other_protocols(self):
        self.refused(file(b"\x80\x04}."), "protocol 4")

    def test_a_stack_that_does_not_work_out(self):
        for code in (b".", b"(.", b"R.", b"t.", b"u.", b"Q.", b"b.", b"q\x00.", b"h\x07.", b"N}s.", b"(NNu.", b"NNb.",
                     b"](X\x01\x00\x00\x00aNu.", b"}(X\x01\x00\x00\x00au.", b"}NNs.", b"}N", b""):
            with self.subTest(code):
                self.refused(file(b"\x80\x02" + code), "pickle|holds")

    def test_shapes_and_strides_beyond_the_storage(self):
        a = storage("a", 6)
        for shape, strides, offset in (((7,), (1,), 0), ((2, 3), (4, 1), 0), ((2,), (1,), 5), ((1,), (1,), 6),
                                       ((7,), (0,), 0), ((1 << 62, 1 << 62), (0, 0), 0), ((2,), (1 << 70,), 0)):
            self.refused_tensor(tensor(a, shape, strides, offset), "beyond its storage")
        for shape, strides, offset in (((-1,), (1,), 0), ((2,), (-1,), 1), ((2,), (1,), -1), ((True,), (1,), 0),
                                       ((1.5,), (1,), 0), (("2",), (1,), 0), (((2,),), (1,), 0)):
            self.refused_tensor(tensor(a, shape, strides, offset), "whole numbers|instruction")
        self.refused_tensor(tensor(a, (2, 3), (1,)), "2 dimensions and 1 strides")
        self.refused_tensor(tensor(a, (1,) * 9, (1,) * 9), "9 dimensions")
        self.refused_tensor(Call(REBUILD, a, 0, (1,)), "makes a tensor of")
        self.refused_tensor(Call(REBUILD, "a", 0, (1,), (1,), False, OrderedDict()), "makes a tensor of")

    def test_references_that_are_no_storage(self):
        good = ("storage", FLOATS, "a", "cpu", 6, None)
        for place, other in ((0, "module"), (1, REBUILD), (1, "torch FloatStorage"), (2, 7), (3, 7), (4, -1), (4, "6"),
                             (4, True), (5, ("view", 0, 6))):
            with self.subTest((place, other)):
                reference = good[:place] + (other,) + good[place + 1:]
                self.refused_tensor(tensor(Persistent(reference), (1,), (1,)), "no storage of numbers")
        self.refused_tensor(tensor(Persistent(storage("a", 6)), (1,), (1,)), "no storage of numbers")
        nested = ("storage", FLOATS, storage("a", 6), "cpu", 6, None)
        self.refused_tensor(tensor(Persistent(nested), (1,), (1,)), "no storage of numbers")

    def test_structures_that_grow_without_end(self):
        # Pairs of pairs, 2 ** 200 of them in a few bytes, wherever a value is looked at.
        bomb = b"NN\x86" + b"".join(b"q\x00h\x00\x86" for _ in range(200))
        self.refused(file(b"\x80\x02" + bomb + b"."), "no table")
        self.refused(file(b"\x80\x02}X\x01\x00\x00\x00t" + bomb + b"s."), "no tensor")
        self.refused(file(b"\x80\x02" + bomb + b"Q."), "no storage")
        self.refused(file(b"\x80\x02" + bomb + b")R."), "calls")
        self.refused(file(b"\x80\x02}" + bomb + b"Ns."), "no text")
        endless = b"]q\x00(h\x00e"
        self.refused(file(b"\x80\x02" + endless + b"."), "no table")

    def test_texts_that_say_they_are_huge(self):
        for code in (b"X\xff\xff\xff\xff", b"\x8d" + b"\xff" * 7 + b"\x7f", b"\x8b\xff\xff\xff\x7f", b"\x8a\xff"):
            self.refused(file(b"\x80\x02" + code), "damaged|instruction")

    def test_tables_of_something_else(self):
        self.refused(file(["a"]), "no table")
        self.refused(file(OrderedDict(t=7)), "holds 't', which is no tensor")
        self.refused(file(OrderedDict(t=storage("a", 6))), "no tensor")
        self.refused(file({7: tensor(storage("a", 6), (1,), (1,))}), "no text")

    def test_heads_of_something_else(self):
        table = OrderedDict(t=tensor(storage("a", 6), (6,), (1,)))
        self.refused(file(table, magic=7), "magic")
        self.refused(file(table, version=1002), "version")
        self.refused(file(table, info={"little_endian": False}), "little-endian")
        self.refused(b"PK\x03\x04" + bytes(100), "instruction|damaged")
        self.refused(b"", "pickle")

    def test_storages_that_are_not_what_the_tensors_need(self):
        values = struct.pack("<6f", *range(6))
        table = OrderedDict(t=tensor(storage("a", 6), (6,), (1,)))
        self.refused(file(table, ((b"b", values, 6),)), "other storages")
        self.refused(file(table, ((b"a", values, 6), (b"b", values, 6))), "other storages")
        self.refused(file(table, ((b"a", values, 6), (b"a", values, 6))), "other storages")
        self.refused(file(table, ()), "other storages")
        self.refused(file(table, ((b"a", values, 5),)), "does not hold the 6 values")
        self.refused(file(table, ((b"a", values, -1),)), "does not hold the 6 values")
        self.refused(file(table) + b"\x00", "goes on")
        huge = OrderedDict(t=tensor(storage("a", 1 << 60), (1,), (1,)))
        self.refused(file(huge, ((b"a", values, 1 << 60),)), "ends within")
        two_ways = OrderedDict(t=tensor(storage("a", 6), (1,), (1,)), u=tensor(storage("a", 5), (1,), (1,)))
        self.refused(file(two_ways), "two ways")

    def test_every_shorter_file(self):
        whole = file(OrderedDict(t=tensor(storage("a", 6), (2, 3), (3, 1))))
        torch_pickle.read(whole)
        for length in range(len(whole)):
            self.refused(whole[:length], "pickle|ends within|other storages|instruction|table|magic|version|little")

    def test_every_file_with_one_byte_changed_is_read_or_refused(self):
        whole = file(OrderedDict(t=tensor(storage("a", 6), (2, 3), (3, 1))))
        for place in range(len(whole)):
            for value in (0, 0x28, 0x2E, 0x51, 0x52, 0x62, 0x81, 0xFF, whole[place] ^ 1):
                try:
                    torch_pickle.read(whole[:place] + bytes([value]) + whole[place + 1:])
                except torch_pickle.Refused as refusal:
                    self.assertNotIn("\n", str(refusal))


if __name__ == "__main__":
    unittest.main()
