package dev.edgekeep.control.console.page;

import dev.edgekeep.control.console.text.Doc;
import java.util.List;

/**
 * The site that a page is about, among those that the user may see.
 *
 * @param site empty: there are no sites
 */
public record SitePicker(List<Doc> sites, String site) {
  private static final int MOST = 5_000;

  /** As the query says; otherwise the first. */
  public static SitePicker of(Visit visit) throws Exception {
    List<Doc> sites = Forms.all(visit, MOST, "sites");
    String wanted = visit.request().query("site");
    String site = wanted.isEmpty() && !sites.isEmpty() ? sites.getFirst().text("name") : wanted;
    return new SitePicker(sites, site);
  }

  /** The name of a site with an id. */
  public String name(String id) {
    return sites.stream()
        .filter(site -> site.text("id").equals(id))
        .map(site -> site.text("name"))
        .findFirst()
        .orElse(id);
  }
}
