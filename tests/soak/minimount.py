"""A mount without events: a FUSE server, read-only, that shows folder SHARE at MOUNT as another computer's files come to a
network share. What is put into SHARE appears at MOUNT, and inotify tells nothing of it. Needs root and /dev/fuse.
  minimount.py SHARE MOUNT      prints "mounted"; ends when MOUNT is unmounted
"""
import ctypes
import errno
import os
import struct
import sys

INIT, LOOKUP, FORGET, GETATTR, OPEN, READ, STATFS, RELEASE = 26, 1, 2, 3, 14, 15, 17, 18
FLUSH, OPENDIR, READDIR, RELEASEDIR, ACCESS, BATCH_FORGET = 25, 27, 28, 29, 34, 42
HEADER = struct.Struct('<IIQQIIII')
ATTRIBUTES = struct.Struct('<QQQQQQIIIIIIIIII')
SECOND = 10**9

share, mount = (os.fsencode(path) for path in sys.argv[1:3])
fuse = os.open('/dev/fuse', os.O_RDWR)
libc = ctypes.CDLL(None, use_errno=True)
options = b'fd=%d,rootmode=40000,user_id=0,group_id=0,allow_other' % fuse
if libc.mount(b'minimount', mount, b'fuse', 6, options) != 0:
    sys.exit('mount failed: ' + os.strerror(ctypes.get_errno()))
print('mounted', flush=True)

names = {1: b''}
numbers = {b'': 1}
listings = {}  # of open folders: a listing is that of one moment, however many reads it takes


def path(number):
    return os.path.join(share, names[number])


def attributes(number):
    s = os.stat(path(number))
    return ATTRIBUTES.pack(number, s.st_size, (s.st_size + 511) // 512, *(t // SECOND for t in (
        s.st_atime_ns, s.st_mtime_ns, s.st_ctime_ns)), *(t % SECOND for t in (
            s.st_atime_ns, s.st_mtime_ns, s.st_ctime_ns)), s.st_mode, 1, 0, 0, 0, 4096, 0)


def reply(unique, data=b'', error=0):
    try:
        os.write(fuse, struct.pack('<IiQ', 16 + len(data), -error, unique) + data)
    except OSError:
        pass  # whoever asked was interrupted


def entry(node, body):
    name = os.path.join(names[node], body.split(b'\0')[0])
    os.stat(os.path.join(share, name))
    number = numbers.setdefault(name, len(numbers) + 1)
    names[number] = name
    return struct.pack('<QQQQII', number, 0, 0, 0, 0, 0) + attributes(number)


def entries(handle, offset, size):
    out = b''
    for place, name in enumerate(listings[handle][offset:], offset + 1):
        record = struct.pack('<QQII', place + 100, place, len(name), 0) + name
        record += b'\0' * (-len(record) % 8)
        if len(out) + len(record) > size:
            break
        out += record
    return out


def answer(operation, node, body, unique):
    if operation == INIT:
        return struct.pack('<IIIIHHII', 7, 31, 65536, 0, 12, 10, 131072, 1) + b'\0' * 32
    if operation == LOOKUP:
        return entry(node, body)
    if operation == GETATTR:
        return struct.pack('<QII', 0, 0, 0) + attributes(node)
    if operation == OPENDIR:
        listings[unique] = [b'.', b'..', *os.listdir(path(node))]
        return struct.pack('<QII', unique, 0, 0)
    if operation == RELEASEDIR:
        listings.pop(struct.unpack_from('<Q', body)[0], None)
        return b''
    if operation == READDIR:
        return entries(*struct.unpack_from('<QQI', body))
    if operation == OPEN:
        return struct.pack('<QII', 0, 0, 0)
    if operation == READ:
        _, offset, size = struct.unpack_from('<QQI', body)
        with open(path(node), 'rb') as file:
            file.seek(offset)
            return file.read(size)
    if operation == STATFS:
        return struct.pack('<QQQQQIIII', 1, 1, 1, 1, 1, 4096, 255, 4096, 0) + b'\0' * 24
    if operation in (RELEASE, FLUSH, ACCESS):
        return b''
    raise OSError(errno.ENOSYS, 'not served')


while True:
    try:
        request = os.read(fuse, 1 << 20)
    except OSError as e:
        if e.errno == errno.ENODEV:
            break
        continue
    _, operation, unique, node, *_ = HEADER.unpack_from(request)
    if operation in (FORGET, BATCH_FORGET):
        continue
    try:
        reply(unique, answer(operation, node, request[HEADER.size:], unique))
    except OSError as e:
        reply(unique, error=e.errno)
