package dev.edgekeep.edge.revocation;

import dev.edgekeep.edge.ocsp.OcspQueries;
import dev.edgekeep.edge.ocsp.ResponderStatus;
import dev.edgekeep.edge.ocsp.StapleStatus;
import java.util.List;

/** A node that obtains nothing from elsewhere. */
public record NoRevocation(List<ListStatus> lists) implements RevocationView {
  public NoRevocation() {
    this(List.of());
  }

  @Override
  public long listsReceived() {
    return 0;
  }

  @Override
  public long listsFailed() {
    return 0;
  }

  @Override
  public OcspQueries.Counts ocspQueries() {
    return new OcspQueries.Counts(0, 0, 0, 0);
  }

  @Override
  public List<StapleStatus> staples() {
    return List.of();
  }

  @Override
  public List<ResponderStatus> responders() {
    return List.of();
  }
}
