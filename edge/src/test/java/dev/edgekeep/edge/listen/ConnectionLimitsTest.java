package dev.edgekeep.edge.listen;

import static dev.edgekeep.edge.listen.ConnectionLimits.Admission.ADMITTED;
import static dev.edgekeep.edge.listen.ConnectionLimits.Admission.TOO_MANY;
import static dev.edgekeep.edge.listen.ConnectionLimits.Admission.TOO_MANY_FROM_ADDRESS;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class ConnectionLimitsTest {
  private final InetAddress one = InetAddress.ofLiteral("127.0.0.1");
  private final InetAddress other = InetAddress.ofLiteral("127.0.0.2");
  private final ConnectionLimits limits = new ConnectionLimits();

  @Test
  void anAddressHasAShareAndAllHaveALimit() {
    assertThat(limits.admit(one, 3, 2)).isEqualTo(ADMITTED);
    assertThat(limits.admit(one, 3, 2)).isEqualTo(ADMITTED);
    assertThat(limits.admit(one, 3, 2)).isEqualTo(TOO_MANY_FROM_ADDRESS);
    assertThat(limits.admit(other, 3, 2)).isEqualTo(ADMITTED);
    assertThat(limits.admit(other, 3, 2)).isEqualTo(TOO_MANY);
    assertThat(limits.open()).isEqualTo(3);
  }

  @Test
  void aReleasedConnectionMakesRoom() {
    limits.admit(one, 10, 1);
    assertThat(limits.admit(one, 10, 1)).isEqualTo(TOO_MANY_FROM_ADDRESS);
    limits.release(one);
    assertThat(limits.open()).isZero();
    assertThat(limits.admit(one, 10, 1)).isEqualTo(ADMITTED);
  }
}
