package dev.edgekeep.bench.load;

/**
 * Connects, does the handshake, sends one request, reads the response and closes, in several
 * concurrent slots. An operation lasts from connecting to the response.
 */
public final class HandshakeLoad extends Load {
  private final int slots;

  public HandshakeLoad(Connector connector, int slots) {
    super(connector);
    this.slots = slots;
  }

  @Override
  void begin() {
    for (int i = 0; i < slots; i++) {
      next();
    }
  }

  private void next() {
    if (mayBegin()) {
      began();
      connector().connect(new Operation(System.nanoTime()));
    } else {
      finishWhenIdle();
    }
  }

  /** Nothing stays open between runs. */
  @Override
  public void close() {}

  private final class Operation implements Client.Owner {
    private final long startNanos;

    Operation(long startNanos) {
      this.startNanos = startNanos;
    }

    @Override
    public void opened(Client client) {
      client.send(startNanos);
    }

    @Override
    public void answered(Client client, long startNanos) {
      ended(startNanos);
      client.close();
    }

    @Override
    public void closed() {
      next();
    }

    @Override
    public void failed(Throwable cause) {
      fail(cause);
    }
  }
}
