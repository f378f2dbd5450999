package dev.edgekeep.control.audit;

import dev.edgekeep.control.access.Role;
import dev.edgekeep.control.api.Answer;
import dev.edgekeep.control.api.Call;
import dev.edgekeep.control.api.Routes;
import dev.edgekeep.control.feature.Feature;
import dev.edgekeep.control.record.Listing;
import dev.edgekeep.control.record.Order;
import dev.edgekeep.control.record.Paging;
import dev.edgekeep.control.record.Scope;
import dev.edgekeep.control.record.Settings;
import dev.edgekeep.control.store.Store;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** {@code /audit}: the newest first. */
public final class AuditApi implements Feature {
  private final Store store;
  private final ObjectMapper json;
  private final Listing<View> listing;

  public AuditApi(Store store, ObjectMapper json) {
    this.store = store;
    this.json = json;
    this.listing =
        new Listing<>(
            "SELECT * FROM audit",
            Order.newestFirst("audit.id", view -> Long.parseLong(view.id())),
            (row, context) -> view(row));
  }

  @Override
  public void addTo(Routes routes) {
    routes.get("/audit", Role.ADMIN, this::list);
  }

  /** A record as the API shows it. */
  private record View(
      String id,
      Instant time,
      By by,
      String action,
      String kind,
      String object,
      String name,
      @Nullable JsonNode before,
      @Nullable JsonNode after,
      @Nullable Long version) {}

  /** The author of the change. */
  private record By(String token, String name, String address) {}

  private Answer list(Call call) {
    call.caller().requireWholeAccount();
    Scope scope =
        Scope.ofAccount("audit", call.caller().accountId())
            .and("(:kind = '' OR kind = :kind)", "kind", call.query("kind").orElse(""))
            .and(
                "(:object = '' OR object_id = :object OR object_name = :object)",
                "object",
                call.query("object").orElse(""));
    Paging paging = call.paging();
    return Answer.ok(store.search(db -> listing.page(db, scope, paging)));
  }

  private View view(ResultSet row) throws SQLException {
    long version = row.getLong("version");
    Long deployed = row.wasNull() ? null : version;
    return new View(
        Long.toString(row.getLong("id")),
        Instant.ofEpochMilli(row.getLong("at")),
        new By(row.getString("token_id"), row.getString("token_name"), row.getString("address")),
        row.getString("action"),
        row.getString("kind"),
        row.getString("object_id"),
        row.getString("object_name"),
        tree(row.getString("before_json")),
        tree(row.getString("after_json")),
        deployed);
  }

  private @Nullable JsonNode tree(@Nullable String text) {
    return text == null ? null : Settings.masked(json.readTree(text));
  }
}
