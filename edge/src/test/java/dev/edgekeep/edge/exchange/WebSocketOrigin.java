package dev.edgekeep.edge.exchange;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;

/** Origins that switch protocols: what comes behind the heads is theirs, and no WebSocket's. */
final class WebSocketOrigin {
  private WebSocketOrigin() {}

  /** Switches, then does as it is told; the connection ends when that returns. */
  static TestOrigin switching(TestOrigin.Answerer then) throws IOException {
    return new TestOrigin((head, in, out) -> {
      write(out, switchingProtocols(head));
      then.answer(head, in, out);
      return false;
    });
  }

  /** Switches, and sends back whatever comes until the client sends no more. */
  static TestOrigin echoing() throws IOException {
    return switching((head, in, out) -> {
      byte[] buffer = new byte[64 * 1024];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        out.write(buffer, 0, count);
        out.flush();
      }
      return false;
    });
  }

  /** The head that takes an upgrade (RFC 6455 §4.2.2). */
  static String switchingProtocols(String requestHead) {
    return """
    HTTP/1.1 101 Switching Protocols\r
    Upgrade: WebSocket\r
    Connection: upgrade\r
    Sec-WebSocket-Accept: %s\r
    %s\r
    """
        .formatted(
            accept(field(requestHead, "Sec-WebSocket-Key")),
            field(requestHead, "Sec-WebSocket-Protocol").isEmpty()
                ? ""
                : "Sec-WebSocket-Protocol: chat\r\n");
  }

  /** The answer to a key, computed independently, as a WebSocket server does. */
  static String accept(String key) {
    try {
      String text = key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      return Base64.getEncoder()
          .encodeToString(sha1.digest(text.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The value of a field; empty when there is none. */
  static String field(String head, String name) {
    return head.lines()
        .filter(
            line -> line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst()
        .orElse("");
  }

  static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  static String read(InputStream in, int length) throws IOException {
    return new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
  }
}
