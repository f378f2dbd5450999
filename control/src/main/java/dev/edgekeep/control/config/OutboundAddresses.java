package dev.edgekeep.control.config;

import dev.edgekeep.config.network.AddressRange;
import dev.edgekeep.config.network.ForbiddenAddresses;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * The addresses that origins and key servers of accounts may not have.
 *
 * @param own the addresses on which the product listens for administrators: the API, the admin
 *     servers of edge and key servers
 * @param allowed internal addresses that tenants may use
 */
public record OutboundAddresses(List<InetSocketAddress> own, List<AddressRange> allowed) {
  public OutboundAddresses {
    own = List.copyOf(own);
    allowed = List.copyOf(allowed);
  }

  /**
   * The addresses that are forbidden to an account.
   *
   * @param isOperator whether the account is the operator's own, the first
   */
  public ForbiddenAddresses of(boolean isOperator) {
    return isOperator ? ForbiddenAddresses.own(own) : new ForbiddenAddresses(own, true, allowed);
  }
}
