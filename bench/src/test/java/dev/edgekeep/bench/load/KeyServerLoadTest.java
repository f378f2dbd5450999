package dev.edgekeep.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgekeep.bench.load.TestKeyServer.Answers;
import dev.edgekeep.bench.peers.Credential;
import dev.edgekeep.bench.peers.Credentials;
import dev.edgekeep.keyless.KeylessError;
import dev.edgekeep.keyless.Message;
import dev.edgekeep.keyless.Opcode;
import java.io.IOException;
import java.nio.file.Path;
import java.security.Signature;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The load on a key server in this process, for a moment. */
@Timeout(300)
class KeyServerLoadTest {
  @TempDir Path directory;

  private final LoadLoop loop = new LoadLoop();
  private Credentials credentials;

  @BeforeEach
  void makeCredentials() {
    credentials = Credentials.make(directory);
  }

  @AfterEach
  void stopLoop() {
    loop.close();
  }

  @Test
  void manySignaturesAreUnderWayOnEachConnection() throws Exception {
    AtomicLong answered = new AtomicLong();
    Answers answers =
        request -> {
          answered.incrementAndGet();
          return signed(request);
        };
    try (TestKeyServer server = TestKeyServer.start(loop, credentials, answers);
        Connector connector = connector(server, credentials.p256());
        KeepAliveLoad load = KeepAliveLoad.open(connector, 2, 8)) {
      assertThat(LoadTest.operations(load, 16)).isGreaterThan(16).isEqualTo(answered.get() - 2);
      assertThat(connector.fullHandshakes()).isEqualTo(2);
    }
  }

  @Test
  void signaturesOfEveryKindOfKeyAreVerified() throws Exception {
    try (TestKeyServer server =
        TestKeyServer.start(
            loop, credentials, request -> Message.success(request.id(), new byte[64]))) {
      requireRefused(server, credentials.p256());
      requireRefused(server, credentials.rsa());
      requireRefused(server, credentials.ed25519());
    }
  }

  private void requireRefused(TestKeyServer server, Credential key) throws IOException {
    try (Connector connector = connector(server, key)) {
      assertThatThrownBy(() -> KeepAliveLoad.open(connector, 1, 1))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("signature");
    }
  }

  @Test
  void anErrorFailsTheRun() throws Exception {
    try (TestKeyServer server =
            TestKeyServer.start(
                loop,
                credentials,
                request -> Message.error(request.id(), KeylessError.KEY_NOT_FOUND));
        Connector connector = connector(server, credentials.p256())) {
      assertThatThrownBy(() -> KeepAliveLoad.open(connector, 1, 1))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("KEY_NOT_FOUND");
    }
  }

  private Message signed(Message request) throws Exception {
    assertThat(request.code()).isEqualTo(Opcode.ECDSA_SIGN_SHA256.code());
    assertThat(request.serverName()).isEqualTo(Credentials.P256_HOST);
    Signature signature = Signature.getInstance("NONEwithECDSA");
    signature.initSign(credentials.p256().privateKey());
    signature.update(request.payload());
    return Message.success(request.id(), signature.sign());
  }

  private Connector connector(TestKeyServer server, Credential key) throws IOException {
    Credential client = credentials.client();
    return new Connector(
        loop,
        server.address(),
        new Profile.KeyServer(
            Credentials.KEY_SERVER,
            new SignatureRequest(key.certificate().getPublicKey(), Credentials.P256_HOST),
            credentials.keyServer().certificate()),
        new Identity(client.certificate(), client.privateKey()));
  }
}
