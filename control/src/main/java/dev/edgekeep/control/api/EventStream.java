package dev.edgekeep.control.api;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;

/** An answer of the type {@code text/event-stream} (WHATWG HTML §9.2). One thread. */
public final class EventStream {
  private final OutputStream out;
  private final BooleanSupplier allowed;

  /**
   * @param allowed whether the caller's token is still valid; blocks
   */
  EventStream(OutputStream out, BooleanSupplier allowed) {
    this.out = out;
    this.allowed = allowed;
  }

  /**
   * Returns whether the caller may still see what is sent: a stream ends with its token. Blocks.
   */
  public boolean isAllowed() {
    return allowed.getAsBoolean();
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
