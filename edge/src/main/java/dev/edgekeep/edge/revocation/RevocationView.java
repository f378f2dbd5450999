package dev.edgekeep.edge.revocation;

import dev.edgekeep.edge.ocsp.OcspQueries;
import dev.edgekeep.edge.ocsp.ResponderStatus;
import dev.edgekeep.edge.ocsp.StapleStatus;
import java.util.List;

/**
 * The revocation status that the node obtains from elsewhere, as admin page and metrics show it.
 * Any thread; never blocks.
 */
public interface RevocationView {
  /** Sources of lists. */
  List<ListStatus> lists();

  /** Successful fetches of lists since the start. */
  long listsReceived();

  /** Failed fetches of lists since the start. */
  long listsFailed();

  /** OCSP queries since the start. */
  OcspQueries.Counts ocspQueries();

  /** The OCSP responses that are stapled to server certificates. */
  List<StapleStatus> staples();

  /** The OCSP responders that were asked. */
  List<ResponderStatus> responders();
}
