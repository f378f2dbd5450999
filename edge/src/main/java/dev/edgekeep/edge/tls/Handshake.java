package dev.edgekeep.edge.tls;

import dev.edgekeep.edge.clientauth.CheckedClient;
import dev.edgekeep.edge.host.ServedHost;
import io.netty.channel.Channel;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A handshake under way: what it is for, and what was found out about the client. Event loop only.
 */
final class Handshake {
  private final Channel channel;
  private final ServedHost host;
  private final String serverName;
  private final KeyKindOffer keys;
  private final List<byte[]> tickets;
  private final long startNanos = System.nanoTime();
  private @Nullable CheckedClient client;
  private @Nullable Throwable failure;
  private @Nullable HelloFingerprint fingerprint;
  private @Nullable KeylessCertificate keyless;
  private Consumer<String> onKeyOperationFailed = detail -> {};

  Handshake(
      Channel channel,
      ServedHost host,
      String serverName,
      KeyKindOffer keys,
      List<byte[]> tickets) {
    this.channel = channel;
    this.keys = keys;
    this.tickets = tickets;
    this.host = host;
    this.serverName = serverName;
  }

  Channel channel() {
    return channel;
  }

  /** Which kinds of server keys the client can take. */
  KeyKindOffer keys() {
    return keys;
  }

  /** The fingerprint of the ClientHello; null when nobody asks for it. */
  @Nullable HelloFingerprint fingerprint() {
    return fingerprint;
  }

  void fingerprint(@Nullable HelloFingerprint found) {
    fingerprint = found;
  }

  /** The session tickets that the client offers, as sent. */
  List<byte[]> tickets() {
    return tickets;
  }

  ServedHost host() {
    return host;
  }

  /** What the client asked for; the default host's name when it asked for none. */
  String serverName() {
    return serverName;
  }

  long nanos() {
    return System.nanoTime() - startNanos;
  }

  void checked(CheckedClient result) {
    client = result;
  }

  /**
   * The verdict about the chain that the client sent; null when it sent none (yet), or a session
   * was resumed.
   */
  @Nullable CheckedClient client() {
    return client;
  }

  void failed(Throwable cause) {
    failure = cause;
  }

  /** An error of our own while the chain was verified. */
  @Nullable Throwable failure() {
    return failure;
  }

  /** The certificate whose key is on a key server; null where none of the host's is. */
  @Nullable KeylessCertificate keyless() {
    return keyless;
  }

  void use(KeylessCertificate certificate) {
    keyless = certificate;
  }

  /** Who ends the handshake when a key operation fails; told why. */
  void onKeyOperationFailed(Consumer<String> end) {
    onKeyOperationFailed = end;
  }

  void keyOperationFailed(String detail) {
    onKeyOperationFailed.accept(detail);
  }
}
