package dev.edgekeep.control.user;

import com.google.common.net.InetAddresses;
import java.net.InetAddress;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** The network of a client: so many addresses as one customer of a provider has. */
final class ClientNetwork {
  private static final int PREFIX_BYTES = 8;
  private static final Pattern DECORATION = Pattern.compile("[\\[\\]]|%.*");

  private ClientNetwork() {}

  /** An IPv4 address itself, and the /64 of an IPv6 address, which may have brackets and a zone. */
  static String of(String address) {
    String bare = DECORATION.matcher(address).replaceAll("");
    if (!InetAddresses.isInetAddress(bare)) {
      return address;
    }
    InetAddress parsed = InetAddresses.forString(bare);
    byte[] octets = parsed.getAddress();
    return octets.length == 4
        ? InetAddresses.toAddrString(parsed)
        : HexFormat.of().formatHex(octets, 0, PREFIX_BYTES) + "/64";
  }
}
