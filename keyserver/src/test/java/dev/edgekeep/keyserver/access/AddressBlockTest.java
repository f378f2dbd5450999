package dev.edgekeep.keyserver.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressBlockTest {
  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.0.1, true",
    "10.0.0.0/8, 11.0.0.0, false",
    "192.0.2.7, 192.0.2.7, true",
    "192.0.2.7, 192.0.2.8, false",
    "192.0.2.128/25, 192.0.2.127, false",
    "::ffff:10.0.0.0/104, 10.1.2.3, true",
    "10.0.0.0/8, ::ffff:10.1.2.3, true",
    "fd00::/8, fd12::1, true",
    "fd00::/8, fe80::1, false",
    "fd00::/8, 10.0.0.1, false",
    "::1, ::1, true",
    "::1, 127.0.0.1, false"
  })
  void aBlockHoldsTheAddressesThatBeginLikeIt(String block, String address, boolean isIn) {
    assertThat(AddressBlock.parse(block).contains(InetAddress.ofLiteral(address))).isEqualTo(isIn);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0/0", "::/0", "0.0.0.0/1", "128.0.0.0/1", "::ffff:0.0.0.0/96", "2000::/3",
            "10.0.0.1/8",
        "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0/8", "edge.example.com", "", "fd00::/129",
        "[::1]"
      })
  void whatIsNoBlockOrTooLargeIsRefused(String text) {
    assertThatThrownBy(() -> AddressBlock.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
