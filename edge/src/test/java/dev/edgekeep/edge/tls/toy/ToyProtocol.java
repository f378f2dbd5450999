package dev.edgekeep.edge.tls.toy;

import dev.edgekeep.tls.Alert;
import dev.edgekeep.tls.ClientHello;
import dev.edgekeep.tls.Handshake;
import dev.edgekeep.tls.HandshakeRefusedException;
import dev.edgekeep.tls.HelloReader;
import dev.edgekeep.tls.KeyOffer;
import dev.edgekeep.tls.RefusalReason;
import dev.edgekeep.tls.ServerContext;
import dev.edgekeep.tls.ServerProfile;
import dev.edgekeep.tls.ServerProtocol;
import dev.edgekeep.tls.SessionKey;
import dev.edgekeep.tls.SessionPolicy;
import dev.edgekeep.tls.TlsEngine;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A protocol without any security, with everything that the edge asks of one. The client begins:
 *
 * <pre>
 *   00 54 4f 59        magic
 *   name               a byte of length, and the host's name
 *   protocol           the same with the application protocol
 *   session            4 bytes: one of an earlier handshake, or 0
 *   certificates       each with 2 bytes of length, leaf first; then a length of 0
 * </pre>
 *
 * The server answers with an alert, or with a 0, a byte that says whether the session was resumed,
 * and 4 bytes with a new session. All that follows, in both directions, is masked.
 */
final class ToyProtocol implements ServerProtocol {
  static final byte[] MAGIC = {0, 'T', 'O', 'Y'};
  private static final int MAX_HELLO = 600;

  private final Map<Integer, Session> sessions = new ConcurrentHashMap<>();
  private final AtomicInteger lastSession = new AtomicInteger();

  /**
   * A session that can be resumed.
   *
   * @param binding of the policy under which it was created
   */
  private record Session(String binding, List<byte[]> chain) {}

  @Override
  public Recognition recognize(ByteBuf first) {
    int length = Math.min(first.readableBytes(), MAGIC.length);
    byte[] begin = new byte[length];
    first.getBytes(first.readerIndex(), begin);
    if (!Arrays.equals(begin, Arrays.copyOf(MAGIC, length))) {
      return Recognition.NO;
    }
    return length == MAGIC.length ? Recognition.YES : Recognition.UNDECIDED;
  }

  @Override
  public HelloReader newHelloReader() {
    return in -> {
      ToyReader hello = new ToyReader(in.slice());
      hello.skip(MAGIC.length);
      String name = hello.text();
      String protocol = hello.text();
      byte[] session = hello.bytes(4);
      if (!hello.isShort()) {
        List<String> protocols = protocol.isEmpty() ? List.of() : List.of(protocol);
        String host = name.isEmpty() ? null : name;
        return new ClientHello(host, protocols, KeyOffer.NONE, List.of(session), null);
      }
      if (in.readableBytes() > MAX_HELLO) {
        throw new HandshakeRefusedException(
            RefusalReason.MALFORMED, "a toy hello that never ends", Alert.DECODE_ERROR);
      }
      return null;
    };
  }

  @Override
  public ServerContext newContext(ServerProfile profile) {
    return new ToyContext(profile);
  }

  @Override
  public void rotateSessionKeys() {
    sessions.clear();
  }

  /** Sessions are in memory, and no other server has them. */
  @Override
  public void useSessionKeys(List<SessionKey> keys) {}

  private final class ToyContext implements ServerContext {
    private final ServerProfile profile;
    private volatile boolean isReleased;

    ToyContext(ServerProfile profile) {
      this.profile = profile;
    }

    @Override
    public ServerProfile profile() {
      return profile;
    }

    @Override
    public @Nullable TlsEngine newEngine(Handshake handshake) {
      return isReleased ? null : new ToyEngine(ToyProtocol.this, profile, handshake);
    }

    @Override
    public void release() {
      isReleased = true;
    }
  }

  /** The chain of a session that may be resumed under this profile; null where none may be. */
  @Nullable List<byte[]> resume(byte[] number, ServerProfile profile) {
    Session session = sessions.get(Arrays.hashCode(number));
    SessionPolicy policy = profile.sessions();
    boolean mayResume =
        session != null
            && policy != null
            && session.binding.equals(binding(policy))
            && (!policy.inspectsSessions() || policy.mayResume(session.chain));
    return mayResume && session != null ? session.chain : null;
  }

  /** Creates a session. */
  byte[] remember(List<byte[]> chain, ServerProfile profile) {
    byte[] number =
        "%04x".formatted(lastSession.incrementAndGet()).getBytes(StandardCharsets.US_ASCII);
    SessionPolicy policy = profile.sessions();
    if (policy != null) {
      sessions.put(Arrays.hashCode(number), new Session(binding(policy), chain));
    }
    return number;
  }

  private static String binding(SessionPolicy policy) {
    return HexFormat.of().formatHex(policy.binding());
  }
}
