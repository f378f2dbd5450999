package dev.edgekeep.control.event;

import dev.edgekeep.control.access.Caller;
import dev.edgekeep.control.record.Paging;
import dev.edgekeep.control.site.Site;
import dev.edgekeep.control.store.Store;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Events in the store. Blocks; any thread. */
final class EventRows {
  private static final int CLEANED_AT_ONCE = 2_000;

  private final Store store;

  EventRows(Store store) {
    this.store = store;
  }

  /** Stores events, numbered in their order. */
  List<StoredEvent> insert(List<Event> events) {
    return store.write(db -> {
      long last =
          db.createQuery(
                  """
                  UPDATE counter SET value = value + :count WHERE name = 'event' RETURNING value\
                  """)
              .bind("count", events.size())
              .mapTo(Long.class)
              .one();
      List<StoredEvent> stored = numbered(db, events, last - events.size());
      PreparedBatch batch =
          db.prepareBatch(
              """
              INSERT INTO event (id, account_id, site_id, at, node, kind, host, verdict, detail, serial,
                  issuer, subject, client_address, request_id, rule)
              VALUES (:id, :account, :site, :at, :node, :kind, :host, :verdict, :detail, :serial,
                  :issuer, :subject, :address, :request, :rule)\
              """);
      stored.forEach(event -> add(batch, event));
      batch.execute();
      return stored;
    });
  }

  private static List<StoredEvent> numbered(Handle db, List<Event> events, long before) {
    Map<String, EventOwner> owners = new HashMap<>();
    List<StoredEvent> stored = new ArrayList<>(events.size());
    long id = before;
    for (Event event : events) {
      String host = event.host();
      EventOwner owner =
          host == null
              ? new EventOwner(event.accountId(), null)
              : owners.computeIfAbsent(host, name -> ownerOf(db, name));
      stored.add(new StoredEvent(++id, owner, event));
    }
    return stored;
  }

  /** The site that the name belongs to, and its account. */
  private static EventOwner ownerOf(Handle db, String host) {
    return Site.covering(db, host)
        .map(site -> new EventOwner(site.accountId(), site.id()))
        .orElse(EventOwner.NOBODY);
  }

  private static void add(PreparedBatch batch, StoredEvent stored) {
    Event event = stored.event();
    batch
        .bind("id", stored.id())
        .bind("account", stored.owner().accountId())
        .bind("site", stored.owner().siteId())
        .bind("at", event.time().toEpochMilli())
        .bind("node", event.node())
        .bind("kind", event.kind())
        .bind("host", event.host())
        .bind("verdict", event.verdict())
        .bind("detail", event.detail())
        .bind("serial", event.serial())
        .bind("issuer", event.issuer())
        .bind("subject", event.subject())
        .bind("address", event.clientAddress())
        .bind("request", event.requestId())
        .bind("rule", event.rule())
        .add();
  }

  /**
   * The newest first.
   *
   * @param before ids below this one
   */
  List<StoredEvent> list(Caller caller, EventFilter filter, long before, Paging paging) {
    return store.search(db ->
        db.createQuery(
                """
                SELECT * FROM event
                WHERE (account_id = :account OR (:operator = 1 AND account_id IS NULL))
                AND (:only = '' OR site_id = :only)
                AND id < :before AND at >= :since AND at < :until
                AND (:kind = '' OR kind = :kind) AND (:host = '' OR host = :host)
                AND (:verdict = '' OR verdict = :verdict) AND (:serial = '' OR serial = :serial)
                AND (:rule = '' OR rule = :rule OR (length(rule) > length(:ruleOfAny)
                    AND substr(rule, length(rule) - length(:ruleOfAny) + 1) = :ruleOfAny))
                ORDER BY id DESC LIMIT :limit\
                """)
            .bind("account", caller.accountId())
            .bind("only", caller.onlySite())
            .bind("operator", caller.isOperator() ? 1 : 0)
            .bind("before", before)
            .bind("since", filter.since())
            .bind("until", filter.until())
            .bind("kind", filter.kind())
            .bind("host", filter.host())
            .bind("verdict", filter.verdict())
            .bind("serial", filter.serial())
            .bind("rule", filter.rule())
            .bind("ruleOfAny", "/" + filter.rule())
            .bind("limit", paging.fetch())
            .map((row, context) -> stored(row))
            .list());
  }

  private static StoredEvent stored(ResultSet row) throws SQLException {
    return new StoredEvent(
        row.getLong("id"),
        new EventOwner(row.getString("account_id"), row.getString("site_id")),
        new Event(
            Instant.ofEpochMilli(row.getLong("at")),
            row.getString("node"),
            row.getString("kind"),
            row.getString("host"),
            row.getString("verdict"),
            row.getString("detail"),
            row.getString("serial"),
            row.getString("issuer"),
            row.getString("subject"),
            row.getString("client_address"),
            row.getString("request_id"),
            row.getString("rule"),
            row.getString("account_id")));
  }

  /**
   * Removes what is older, and the oldest of what is too many, some at a time: others write
   * meanwhile.
   */
  void clean(long olderThan, int most) {
    int removed = CLEANED_AT_ONCE;
    while (removed == CLEANED_AT_ONCE) {
      removed = cleanSome(olderThan, most);
    }
  }

  private int cleanSome(long olderThan, int most) {
    return store.write(db ->
        db.createUpdate(
                """
                DELETE FROM event WHERE id IN (
                SELECT id FROM event WHERE at < :at OR id <=
                (SELECT value FROM counter WHERE name = 'event') - :most LIMIT :some)\
                """)
            .bind("at", olderThan)
            .bind("most", most)
            .bind("some", CLEANED_AT_ONCE)
            .execute());
  }
}
