package dev.edgekeep.tls;

import dev.edgekeep.tls.ServerProtocol.Recognition;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelPipeline;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts the handlers of a handshake into the pipeline of a new connection. In order:
 *
 * <pre>
 *   LingeringClose     closes so that the last alert arrives
 *   HelloHandler       first bytes → protocol → ClientHello → context; then the engine takes its place
 *   HandshakeHandler   time limit, refusals, the verdict about resumed sessions
 * </pre>
 *
 * Immutable.
 */
public final class TlsAcceptor {
  private final List<ServerProtocol> protocols;
  private final @Nullable String plainTextAnswer;

  /**
   * @param protocols in the order in which they are asked; the last one gets what no other
   *     recognizes
   * @param plainTextAnswer the answer to a client that speaks HTTP without TLS; null: the alert
   *     unexpected_message
   */
  public TlsAcceptor(List<ServerProtocol> protocols, @Nullable String plainTextAnswer) {
    this.protocols = List.copyOf(protocols);
    this.plainTextAnswer = plainTextAnswer;
  }

  /**
   * Begins with a connection from which nothing has been read. Event loop of the connection.
   *
   * @param timeoutMillis from now to the end of the handshake
   */
  public void accept(ChannelPipeline pipeline, ServerConnection server, long timeoutMillis) {
    HandshakeHandler handshakes = new HandshakeHandler(server, timeoutMillis);
    pipeline.addLast("linger", new LingeringClose());
    pipeline.addLast("tls", new HelloHandler(this, server, handshakes));
    pipeline.addLast("handshake", handshakes);
  }

  /** The protocol of a connection; null while its first bytes do not tell. */
  @Nullable ServerProtocol recognize(ByteBuf first) {
    int last = protocols.size() - 1;
    for (int i = 0; i < last; i++) {
      Recognition recognition = protocols.get(i).recognize(first);
      if (recognition != Recognition.NO) {
        return recognition == Recognition.YES ? protocols.get(i) : null;
      }
    }
    return protocols.get(last);
  }

  /** The answer to plain HTTP; null where it gets an alert. */
  @Nullable ByteBuf plainTextAnswer() {
    return plainTextAnswer == null
        ? null
        : Unpooled.copiedBuffer(plainTextAnswer, StandardCharsets.US_ASCII);
  }
}
