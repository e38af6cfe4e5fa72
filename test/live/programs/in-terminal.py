# Runs a command in a terminal of its own, ends it by a key or a signal once it has drawn something with "leaf" in it, and
# prints what it did to the terminal as JSON: in-terminal.py KEY|SIGNAL COMMAND...
import fcntl
import json
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time

end, command = sys.argv[1], sys.argv[2:]
master, slave = pty.openpty()
fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack('HHHH', 20, 100, 0, 0))
before = termios.tcgetattr(slave)
pid = os.fork()
if pid == 0:
    os.setsid()
    fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
    for stream in (0, 1, 2):
        os.dup2(slave, stream)
    os.environ['TERM'] = 'xterm-256color'
    os.execvp(command[0], command)
output = b''
deadline = time.time() + 15
ended = False
while time.time() < deadline:
    if select.select([master], [], [], 0.05)[0]:
        output += os.read(master, 65536)
    if b'leaf' in output and not ended:
        ended = True
        if end.startswith('SIG'):
            os.kill(pid, getattr(signal, end))
        else:
            os.write(master, end.encode())
    done, status = os.waitpid(pid, os.WNOHANG)
    if done:
        break
else:
    os.kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
while select.select([master], [], [], 0.05)[0]:
    output += os.read(master, 65536)
plain = re.sub(rb'\x1b\[[0-9;?]*[A-Za-z]', b'', output.split(b'\x1b[?1049h')[-1])
print(json.dumps({
    'status': os.WEXITSTATUS(status) if os.WIFEXITED(status) else -os.WTERMSIG(status),
    'entered': output.count(b'\x1b[?1049h'),
    'left': output.count(b'\x1b[?1049l'),
    'isCursorShown': output.rfind(b'\x1b[?25h') > output.rfind(b'\x1b[?25l'),
    'isModeSame': termios.tcgetattr(slave)[:4] == before[:4],
    'screen': plain.decode('utf-8', 'replace'),
}))
