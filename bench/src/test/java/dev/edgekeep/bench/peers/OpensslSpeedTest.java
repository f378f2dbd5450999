package dev.edgekeep.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class OpensslSpeedTest {
  @Test
  void signaturesASecondAreReadForEveryKindOfKey() throws Exception {
    String rsa = "+DTP:2048:private:rsa:1\n+F2:2:2048:4271.717172:71598.000000\n";
    String ecdsa = "+F4:3:256:64665.656566:21413.000000\n";
    String ed25519 = "+F6:0:253:Ed25519:40270.707071:14838.000000\n";

    assertThat(OpensslSpeed.signaturesPerSecond(rsa)).isEqualTo(4271.717172);
    assertThat(OpensslSpeed.signaturesPerSecond(ecdsa)).isEqualTo(64665.656566);
    assertThat(OpensslSpeed.signaturesPerSecond(ed25519)).isEqualTo(40270.707071);
  }

  @Test
  void newerReleasesPrintMoreForRsa() throws Exception {
    String line = "+F2:2:2048:2100.5:71598.0:70000.0:2050.0\n";

    assertThat(OpensslSpeed.signaturesPerSecond(line)).isEqualTo(2100.5);
  }

  @Test
  void anOutputWithoutFiguresIsReported() {
    assertThatThrownBy(() -> OpensslSpeed.signaturesPerSecond("speed: no such algorithm"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no such algorithm");
  }
}
