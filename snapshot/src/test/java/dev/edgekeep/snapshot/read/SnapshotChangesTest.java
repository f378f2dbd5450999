package dev.edgekeep.snapshot.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgekeep.snapshot.ClientAuth;
import dev.edgekeep.snapshot.Host;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.snapshot.Snapshot;
import dev.edgekeep.snapshot.read.ReadResult.Read;
import dev.edgekeep.x509.cert.SerialNumber;
import dev.edgekeep.x509.cert.SerialSet;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A snapshot made of another one shares what did not change. */
class SnapshotChangesTest {
  private static final SerialSet SERIALS = SerialSet.of(SerialNumber.parse("0a"));
  private static final HostPattern WWW = new HostPattern("www.example.com");

  @TempDir Path folder;
  private Snapshot snapshot;

  @BeforeEach
  void read() {
    snapshot = ((Read) new TestSite(folder).read(TestSite.DOCUMENTED)).snapshot();
  }

  @Test
  void aRevocationSharesAllElse() {
    Snapshot revoking = snapshot.withRevokedSerials("partners", SERIALS);
    assertThat(revoking.revokedSerials()).isEqualTo(Map.of("partners", SERIALS));
    assertThat(revoking.hosts()).isSameAs(snapshot.hosts());
    assertThat(revoking.clientCas()).isSameAs(snapshot.clientCas());
    assertThat(revoking.withRevokedSerials("partners", SerialSet.EMPTY)).isEqualTo(snapshot);
  }

  @Test
  void noUnknownCaRevokes() {
    assertThatThrownBy(() -> snapshot.withRevokedSerials("nobody", SERIALS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nobody");
  }

  @Test
  void aHostIsPutInThePlaceOfTheOneOfItsName() {
    Host www = Objects.requireNonNull(snapshot.hosts().get(WWW));
    Host open =
        new Host(
            WWW,
            www.certificates(),
            ClientAuth.OFF,
            www.tls(),
            www.https(),
            www.forward(),
            www.origin());
    Snapshot changed = snapshot.withHost(open);
    assertThat(changed.hosts().get(WWW)).isSameAs(open);
    assertThat(changed.hosts().keySet()).isEqualTo(snapshot.hosts().keySet());
    assertThat(changed.withHost(www)).isEqualTo(snapshot);
    assertThat(changed.withoutHost(WWW).hosts()).doesNotContainKey(WWW);
    assertThat(snapshot.hosts()).as("what was there is left").containsEntry(WWW, www);
  }
}
