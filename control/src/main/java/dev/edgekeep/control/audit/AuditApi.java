package dev.edgekeep.control.audit;

import dev.edgekeep.control.access.Role;
import dev.edgekeep.control.api.Answer;
import dev.edgekeep.control.api.Call;
import dev.edgekeep.control.api.Routes;
import dev.edgekeep.control.error.DomainException;
import dev.edgekeep.control.record.Page;
import dev.edgekeep.control.record.Paging;
import dev.edgekeep.control.record.Settings;
import dev.edgekeep.control.store.Store;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** {@code /audit}: the newest first. */
public final class AuditApi {
  private final Store store;
  private final ObjectMapper json;

  public AuditApi(Store store, ObjectMapper json) {
    this.store = store;
    this.json = json;
  }

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

  /** Who made the change. */
  private record By(String token, String name, String address) {}

  private Answer list(Call call) {
    call.caller().requireWholeAccount();
    Paging paging = call.paging();
    List<View> rows =
        store.search(db ->
            db.createQuery(
                    """
                    SELECT * FROM audit WHERE account_id = :account AND id < :before
                    AND (:kind = '' OR kind = :kind) AND (:object = '' OR object_id = :object OR object_name = :object)
                    ORDER BY id DESC LIMIT :limit\
                    """)
                .bind("account", call.caller().accountId())
                .bind("before", before(paging))
                .bind("kind", call.query("kind").orElse(""))
                .bind("object", call.query("object").orElse(""))
                .bind("limit", paging.fetch())
                .map((row, context) -> view(row))
                .list());
    return Answer.ok(Page.of(rows, paging, View::id));
  }

  private static long before(Paging paging) {
    if (paging.cursor().isEmpty()) {
      return Long.MAX_VALUE;
    }
    if (!paging.cursor().matches("[0-9]{1,18}")) {
      throw DomainException.invalid("cursor", "give the next of an earlier answer");
    }
    return Long.parseLong(paging.cursor());
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
