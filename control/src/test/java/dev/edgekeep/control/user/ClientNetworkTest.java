package dev.edgekeep.control.user;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** One customer of a provider is one network. */
class ClientNetworkTest {
  @Test
  void anIpv4AddressIsANetworkOfItsOwn() {
    assertThat(ClientNetwork.of("192.0.2.1")).isEqualTo("192.0.2.1");
    assertThat(ClientNetwork.of("[::ffff:192.0.2.1]"))
        .isEqualTo(ClientNetwork.of("::ffff:c000:201"));
  }

  @Test
  void ipv6AddressesOfOneSubnetAreOneNetwork() {
    String network = ClientNetwork.of("2001:db8:1:2::1");
    assertThat(ClientNetwork.of("[2001:db8:1:2:ffff:ffff:ffff:ffff]")).isEqualTo(network);
    assertThat(ClientNetwork.of("2001:db8:1:2::5%eth0")).isEqualTo(network);
    assertThat(ClientNetwork.of("2001:db8:1:3::1")).isNotEqualTo(network);
  }
}
