"""A TCP relay, which a test stops (SIGSTOP) to part the two ends: relay.py PORT TARGET_PORT, both on 127.0.0.1."""

import asyncio
import sys

PORT, TARGET = int(sys.argv[1]), int(sys.argv[2])


async def copy(reader, writer):
    try:
        while octets := await reader.read(1 << 16):
            writer.write(octets)
            await writer.drain()
    except OSError:
        pass
    finally:
        writer.close()


async def relay(reader, writer):
    try:
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", TARGET)
    except OSError:
        writer.close()
        return
    await asyncio.gather(copy(reader, far_writer), copy(far_reader, writer))


async def main():
    server = await asyncio.start_server(relay, "127.0.0.1", PORT)
    await server.serve_forever()


asyncio.run(main())
