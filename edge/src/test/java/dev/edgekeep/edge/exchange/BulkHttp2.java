package dev.edgekeep.edge.exchange;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;

/** One end of an HTTP/2 connection that moves one large body, without looking at it. */
final class BulkHttp2 implements Closeable {
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int SETTINGS = 4;
  private static final int WINDOW_UPDATE = 8;
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;
  private static final int INITIAL_WINDOW_SIZE = 4;
  private static final int DEFAULT_WINDOW = 65_535;
  private static final int FRAME = 16_384;
  private static final int WINDOW = 8 << 20;
  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

  private final Socket socket;
  private final DataInputStream in;
  private final OutputStream out;
  private final Semaphore connection = new Semaphore(DEFAULT_WINDOW);
  private final Semaphore stream = new Semaphore(DEFAULT_WINDOW);
  private int initial = DEFAULT_WINDOW;

  /** Told of the bytes that have come so far. */
  interface Progress {
    void received(long bytes);
  }

  private BulkHttp2(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 18));
    this.out = socket.getOutputStream();
  }

  static BulkHttp2 client(Socket socket) throws IOException {
    BulkHttp2 client = new BulkHttp2(socket);
    client.out.write(PREFACE.getBytes(StandardCharsets.US_ASCII));
    client.begin();
    return client;
  }

  static BulkHttp2 server(Socket socket) throws IOException {
    BulkHttp2 server = new BulkHttp2(socket);
    server.in.skipNBytes(PREFACE.length());
    server.begin();
    return server;
  }

  private void begin() throws IOException {
    write(
        SETTINGS,
        0,
        0,
        ByteBuffer.allocate(6).putShort((short) INITIAL_WINDOW_SIZE).putInt(WINDOW));
    write(WINDOW_UPDATE, 0, 0, ByteBuffer.allocate(4).putInt(WINDOW));
  }

  /**
   * Sends the head of a request for {@code /} of {@code www.example.com} (RFC 7541, appendix A).
   */
  void request(boolean hasBody) throws IOException {
    byte[] host = "www.example.com".getBytes(StandardCharsets.US_ASCII);
    ByteBuffer block = ByteBuffer.allocate(5 + host.length);
    block.put((byte) (hasBody ? 0x83 : 0x82)).put((byte) 0x87).put((byte) 0x84);
    block.put((byte) 0x41).put((byte) host.length).put(host);
    write(HEADERS, END_HEADERS | (hasBody ? 0 : END_STREAM), 1, block);
  }

  /** Sends a head with the status 200, or 204 where nothing follows. */
  void respond(int streamId, boolean hasBody) throws IOException {
    ByteBuffer block = ByteBuffer.allocate(1).put((byte) (hasBody ? 0x88 : 0x89));
    write(HEADERS, END_HEADERS | (hasBody ? 0 : END_STREAM), streamId, block);
  }

  /** Waits for a head; returns its stream. */
  int head() throws IOException {
    while (true) {
      int start = in.readInt();
      int flags = in.readUnsignedByte();
      int streamId = in.readInt();
      byte[] payload = in.readNBytes(start >>> 8);
      acknowledge(start, flags);
      count(start & 0xff, streamId, ByteBuffer.wrap(payload));
      if ((start & 0xff) == HEADERS) {
        return streamId;
      }
    }
  }

  private void acknowledge(int start, int flags) throws IOException {
    if ((start & 0xff) == SETTINGS && flags == 0) {
      write(SETTINGS, 1, 0, ByteBuffer.allocate(0));
    }
  }

  /** Receives a body to its end; returns its size. */
  long receive(Progress progress) throws IOException {
    long received = 0;
    int unacknowledged = 0;
    boolean isLast = false;
    while (!isLast) {
      int start = in.readInt();
      int flags = in.readUnsignedByte();
      int streamId = in.readInt();
      int size = start >>> 8;
      in.skipNBytes(size);
      acknowledge(start, flags);
      if ((start & 0xff) == DATA) {
        received += size;
        unacknowledged += size;
        isLast = (flags & END_STREAM) != 0;
        progress.received(received);
      }
      if (unacknowledged > WINDOW / 2 && !isLast) {
        write(WINDOW_UPDATE, 0, 0, ByteBuffer.allocate(4).putInt(unacknowledged));
        write(WINDOW_UPDATE, 0, streamId, ByteBuffer.allocate(4).putInt(unacknowledged));
        unacknowledged = 0;
      }
    }
    return received;
  }

  /** Sends a body, as fast as the peer's windows allow. */
  void send(int streamId, long size) throws IOException {
    Thread.ofPlatform().daemon().start(this::readWindows);
    ByteBuffer frame = ByteBuffer.allocate(9 + FRAME);
    for (long sent = 0; sent < size; sent += FRAME) {
      connection.acquireUninterruptibly(FRAME);
      stream.acquireUninterruptibly(FRAME);
      boolean isLast = sent + FRAME >= size;
      frame.clear().putInt((FRAME << 8) | DATA).put((byte) (isLast ? END_STREAM : 0));
      frame.putInt(streamId);
      synchronized (this) {
        out.write(frame.array());
      }
    }
  }

  private void readWindows() {
    try {
      while (true) {
        int start = in.readInt();
        int flags = in.readUnsignedByte();
        int streamId = in.readInt();
        byte[] payload = in.readNBytes(start >>> 8);
        acknowledge(start, flags);
        count(start & 0xff, streamId, ByteBuffer.wrap(payload));
      }
    } catch (IOException e) {
      // The connection has ended: a sender that still waits finds out.
      connection.release(Integer.MAX_VALUE / 2);
      stream.release(Integer.MAX_VALUE / 2);
    }
  }

  /** Opens the windows of the one stream and of the connection (RFC 9113 §6.9). */
  private void count(int type, int streamId, ByteBuffer payload) {
    if (type == WINDOW_UPDATE) {
      (streamId == 0 ? connection : stream).release(payload.getInt());
    }
    while (type == SETTINGS && payload.remaining() >= 6) {
      int name = payload.getShort();
      int value = payload.getInt();
      if (name == INITIAL_WINDOW_SIZE) {
        stream.release(value - initial);
        initial = value;
      }
    }
  }

  private synchronized void write(int type, int flags, int streamId, ByteBuffer payload)
      throws IOException {
    int size = payload.capacity();
    ByteBuffer frame = ByteBuffer.allocate(9 + size);
    frame.putInt((size << 8) | type).put((byte) flags).putInt(streamId).put(payload.rewind());
    out.write(frame.array());
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
