"""A mail server that takes everything and does nothing with it: `python -m ….sink`.

It prints its port, and for each line that it reads what it took since the last one: mails, bytes,
and the seconds of a processor it needed for them. With a number it waits for so many milliseconds
before each answer, as a server far away does.
"""

import asyncio
import json
import sys
import time
from dataclasses import asdict, dataclass

END = b"\r\n.\r\n"


@dataclass
class Taken:
    """What came since somebody last asked."""

    mails: int = 0
    size: int = 0
    seconds: float = 0.0


class Session:
    """One connection."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, taken: Taken, pause: float
    ) -> None:
        self.reader, self.writer, self.taken, self.pause = reader, writer, taken, pause

    async def serve(self) -> None:
        """Answer until the client hangs up."""
        await self._say(b"220 sink")
        while line := await self.reader.readline():
            word = line[:4].upper()
            if word == b"DATA":
                await self._say(b"354 go on")
                content = await self.reader.readuntil(END)
                self.taken.mails += 1
                self.taken.size += len(content)
            await self._say(b"221 bye" if word == b"QUIT" else b"250 taken")
            if word == b"QUIT":
                break
        self.writer.close()

    async def _say(self, answer: bytes) -> None:
        if self.pause:
            await asyncio.sleep(self.pause)
        self.writer.write(answer + b"\r\n")
        await self.writer.drain()


async def main(pause: float) -> None:
    """Serve until standard input ends."""
    taken = Taken()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await Session(reader, writer, taken, pause).serve()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, limit=1 << 20)
    print(server.sockets[0].getsockname()[1], flush=True)
    began = time.process_time()
    while await asyncio.to_thread(sys.stdin.readline):
        taken.seconds = time.process_time() - began
        print(json.dumps(asdict(taken)), flush=True)
        taken.mails = taken.size = 0
        began = time.process_time()


if __name__ == "__main__":
    asyncio.run(main(float(sys.argv[1]) / 1000 if len(sys.argv) > 1 else 0.0))
