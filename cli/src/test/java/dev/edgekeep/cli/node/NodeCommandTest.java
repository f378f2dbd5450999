package dev.edgekeep.cli.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.cli.CommandRun;
import dev.edgekeep.daemon.command.CommandFailure;
import dev.edgekeep.fleet.join.JoinToken;
import dev.edgekeep.x509.cert.Fingerprint;
import dev.edgekeep.x509.der.Slice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code edgekeep edge --node}: wrong options, files, tokens and directories. */
class NodeCommandTest {
  private static final Fingerprint ANY = Fingerprint.sha256(Slice.of(new byte[] {1}));

  @TempDir private Path folder;
  private String node = "";
  private String state = "";

  @BeforeEach
  void write() throws IOException {
    node = file("version: 1\nlisteners: [{address: \"127.0.0.1:0\"}]\n");
    state = folder.resolve("state").toString();
  }

  private String file(String text) throws IOException {
    return Files.writeString(folder.resolve("node.yaml"), text).toString();
  }

  private static void assertRefused(CommandRun run, int status, String... words) {
    assertThat(run.status()).as(run.err()).isEqualTo(status);
    assertThat(run.err()).contains(words);
  }

  @Test
  void optionsThatDoNotBelongTogetherAreRefused() {
    assertRefused(CommandRun.of("edge"), 2, "--config", "--node", "--state");
    assertRefused(CommandRun.of("edge", "--config", "e", "--node", node), 2, "one or the other");
    assertRefused(CommandRun.of("edge", "--config", "e", "--join", "t"), 2, "one or the other");
    assertRefused(CommandRun.of("edge", "--node", node), 2, "give --state DIR");
    assertRefused(CommandRun.of("edge", "--state", state), 2, "--node FILE");
  }

  @Test
  void aFileIsCheckedAndAllThatIsWrongIsToldAtOnce() throws IOException {
    assertThat(CommandRun.of("edge", "--node", node, "--check").status()).isZero();
    String bad =
        file(
            """
            version: 2
            listeners: []
            hosts: {}
            geoip: {file: x}
            labels: {Region: eu}
            feed: {servers: ["http://nats"]}
            """);
    assertRefused(
        CommandRun.of("edge", "--node", bad, "--check"),
        2,
        "version",
        "hosts",
        "geoip",
        "labels",
        "tls://nats.internal:4222");
  }

  @Test
  void aTokenThatIsNoneIsRefused() {
    assertRefused(
        CommandRun.of("edge", "--node", node, "--state", state, "--join", "abc"),
        2,
        "not a join token");
    assertRefused(
        CommandRun.of("edge", "--node", node, "--state", state, "--join", "ek1.abc"), 2, "join");
  }

  private static String token(String address, Fingerprint certificate) {
    return new JoinToken(List.of(address), certificate, ANY, "edge-1", "id", new byte[32]).text();
  }

  @Test
  void aControlPlaneThatCannotBeReachedIsOutside() {
    assertRefused(
        CommandRun.of(
            "edge", "--node", node, "--state", state, "--join", token("https://127.0.0.1:1", ANY)),
        3,
        "cannot be reached",
        "https://127.0.0.1:1");
  }

  @Test
  void anAddressWithoutACertificateIsForLoopbackOnly() {
    assertRefused(
        CommandRun.of(
            "edge", "--node", node, "--state", state, "--join", token("http://192.0.2.1", ANY)),
        2,
        "http://192.0.2.1",
        "no certificate to know it by");
  }

  @Test
  void aTokenForAnotherNameThanTheFilesIsRefused() throws IOException {
    String named = file("version: 1\nname: edge-2\nlisteners: [{address: \"127.0.0.1:0\"}]\n");
    assertRefused(
        CommandRun.of(
            "edge", "--node", named, "--state", state, "--join", token("https://127.0.0.1:1", ANY)),
        2,
        "edge-1",
        "edge-2");
  }

  @Test
  void aDirectoryWithoutANodeNeedsAToken() {
    assertRefused(
        CommandRun.of("edge", "--node", node, "--state", state), 2, "there is no node", "--join");
  }

  @Test
  void aDirectoryThatAnotherProcessUsesIsRefused() throws CommandFailure, IOException {
    try (StateDirectory used = StateDirectory.open(Path.of(state))) {
      assertRefused(
          CommandRun.of("edge", "--node", node, "--state", used.folder().toString()),
          3,
          "in use by another process",
          "--state");
    }
  }

  @Test
  void aStateThatIsNoDirectoryIsRefused() {
    assertRefused(CommandRun.of("edge", "--node", node, "--state", node), 3, "cannot be used");
  }
}
