package dev.edgekeep.control.api;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** An answer of the type {@code text/event-stream} (WHATWG HTML §9.2). One thread. */
public final class EventStream {
  private final OutputStream out;

  EventStream(OutputStream out) {
    this.out = out;
  }

  /**
   * Sends an event. Blocks while the client does not read.
   *
   * @param data one line
   * @throws IOException when the client has gone
   */
  public void send(String id, String event, String data) throws IOException {
    write("id: %s\nevent: %s\ndata: %s\n\n".formatted(id, event, data));
  }

  /**
   * Sends nothing, to see whether the client is still there.
   *
   * @throws IOException when it has gone
   */
  public void keepAlive() throws IOException {
    write(":\n\n");
  }

  private void write(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }
}
