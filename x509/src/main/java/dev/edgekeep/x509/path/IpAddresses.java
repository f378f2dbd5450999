package dev.edgekeep.x509.path;

import dev.edgekeep.x509.der.Slice;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** IP addresses as text, without any name service. */
final class IpAddresses {
  private IpAddresses() {}

  /** The 4 or 16 octets; null if the text is not an address. */
  static byte @Nullable [] parse(String text) {
    boolean v6 = text.indexOf(':') >= 0;
    if (!v6 && !text.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}")) {
      return null;
    }
    if (v6 && !text.matches("[0-9a-fA-F:.]{2,45}")) {
      return null;
    }
    try {
      return InetAddress.ofLiteral(text).getAddress();
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  static String format(Slice octets) {
    try {
      return InetAddress.getByAddress(octets.toBytes()).getHostAddress();
    } catch (UnknownHostException e) {
      return octets.hex();
    }
  }
}
