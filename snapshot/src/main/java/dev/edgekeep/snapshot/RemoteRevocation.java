package dev.edgekeep.snapshot;

import dev.edgekeep.config.network.ForbiddenAddresses;
import org.jspecify.annotations.Nullable;

/**
 * The revocation status of a client CA's certificates that edge nodes obtain from elsewhere.
 *
 * @param lists null: no list is fetched
 * @param ocsp null: no responder is asked
 * @param forbidden addresses that are never connected to, whatever name leads there
 */
public record RemoteRevocation(
    @Nullable RemoteLists lists, @Nullable ClientOcsp ocsp, ForbiddenAddresses forbidden) {
  /** Nothing is obtained from elsewhere. */
  public static final RemoteRevocation NONE =
      new RemoteRevocation(null, null, ForbiddenAddresses.NONE);

  /** The same, with other addresses that are never connected to. */
  public RemoteRevocation forbidding(ForbiddenAddresses addresses) {
    return new RemoteRevocation(lists, ocsp, addresses);
  }
}
