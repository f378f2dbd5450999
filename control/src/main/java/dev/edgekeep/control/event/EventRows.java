package dev.edgekeep.control.event;

import dev.edgekeep.control.access.Caller;
import dev.edgekeep.control.record.Paging;
import dev.edgekeep.control.site.Site;
import dev.edgekeep.control.store.Columns;
import dev.edgekeep.control.store.Store;
import dev.edgekeep.control.store.Table;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** Events in the store. Blocks; any thread. */
final class EventRows {
  private static final Table EVENTS = new Table("event");
  private static final int CLEANED_AT_ONCE = 2_000;

  private final Store store;

  EventRows(Store store) {
    this.store = store;
  }

  /** Stores events, numbered in their order. */
  List<StoredEvent> insert(List<Event> events) {
    return store.write(db -> insert(db, events));
  }

  private static List<StoredEvent> insert(Handle db, List<Event> events) {
    long last =
        db.createQuery(
                """
                UPDATE counter SET value = value + :count WHERE name = 'event' RETURNING value\
                """)
            .bind("count", events.size())
            .mapTo(Long.class)
            .one();
    List<StoredEvent> stored = numbered(db, events, last - events.size());
    EVENTS.insertAll(db, stored.stream().map(EventRows::columns).toList());
    return stored;
  }

  /**
   * Stores the events of a batch of a node, unless they are stored.
   *
   * @return the events; empty: they were
   */
  List<StoredEvent> insertOnce(String node, long number, long now, List<Event> events) {
    return store.write(db -> {
      int isNew =
          db.createUpdate(
                  """
                  INSERT INTO node_event_batch (node, number, at) VALUES (:node, :number, :at)
                  ON CONFLICT (node, number) DO NOTHING\
                  """)
              .bind("node", node)
              .bind("number", number)
              .bind("at", now)
              .execute();
      return isNew == 0 || events.isEmpty() ? List.of() : insert(db, events);
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

  private static Columns columns(StoredEvent stored) {
    Event event = stored.event();
    return new Columns()
        .number("id", stored.id())
        .text("account_id", stored.owner().accountId())
        .text("site_id", stored.owner().siteId())
        .number("at", event.time().toEpochMilli())
        .text("node", event.node())
        .text("kind", event.kind())
        .text("host", event.host())
        .text("verdict", event.verdict())
        .text("detail", event.detail())
        .text("serial", event.serial())
        .text("issuer", event.issuer())
        .text("subject", event.subject())
        .text("fingerprint", event.fingerprint())
        .text("client_address", event.clientAddress())
        .text("request_id", event.requestId())
        .text("rule", event.rule());
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
                AND (:fingerprint = '' OR fingerprint = :fingerprint)
                AND (:address = '' OR client_address = :address)
                AND (:request = '' OR request_id = :request)
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
            .bind("serial", filter.client().serial())
            .bind("fingerprint", filter.client().fingerprint())
            .bind("address", filter.client().address())
            .bind("request", filter.client().requestId())
            .bind("rule", filter.rule())
            .bind("ruleOfAny", "/" + filter.rule())
            .bind("limit", paging.fetch())
            .map((row, context) -> stored(row))
            .list());
  }

  /** Events of one kind and verdict in one hour; the verdict is empty where there is none. */
  record Count(Instant hour, String kind, String verdict, long count) {}

  /** The numbers of events since a time, by hour, kind and verdict. */
  List<Count> counts(Caller caller, long since) {
    return store.search(db ->
        db.createQuery(
                """
                SELECT at / 3600000 AS hour, kind, coalesce(verdict, '') AS verdict,
                    count(*) AS number
                FROM event
                WHERE (account_id = :account OR (:operator = 1 AND account_id IS NULL))
                AND (:only = '' OR site_id = :only) AND at >= :since
                GROUP BY at / 3600000, kind, coalesce(verdict, '') ORDER BY 1, 2, 3\
                """)
            .bind("account", caller.accountId())
            .bind("only", caller.onlySite())
            .bind("operator", caller.isOperator() ? 1 : 0)
            .bind("since", since)
            .map((row, context) ->
                new Count(
                    Instant.ofEpochMilli(row.getLong("hour") * 3_600_000),
                    row.getString("kind"),
                    row.getString("verdict"),
                    row.getLong("number")))
            .list());
  }

  private static StoredEvent stored(ResultSet row) throws SQLException {
    return new StoredEvent(
        row.getLong("id"),
        new EventOwner(row.getString("account_id"), row.getString("site_id")),
        Event.of(
                Instant.ofEpochMilli(row.getLong("at")),
                row.getString("node"),
                row.getString("kind"),
                row.getString("detail"))
            .host(row.getString("host"))
            .verdict(row.getString("verdict"))
            .client(row.getString("serial"), row.getString("issuer"), row.getString("subject"))
            .fingerprint(row.getString("fingerprint"))
            .clientAddress(row.getString("client_address"))
            .requestId(row.getString("request_id"))
            .rule(row.getString("rule"))
            .accountId(row.getString("account_id"))
            .build());
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

  /** Forgets batches that come no more. */
  void forgetBatches(long olderThan) {
    int _ =
        store.write(db ->
            db.createUpdate("DELETE FROM node_event_batch WHERE at < :at")
                .bind("at", olderThan)
                .execute());
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
