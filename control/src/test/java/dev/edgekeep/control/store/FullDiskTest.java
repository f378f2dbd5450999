package dev.edgekeep.control.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database that cannot grow refuses the change, says so, and is not damaged. */
class FullDiskTest {
  @TempDir private Path folder;

  @Test
  void aChangeForWhichThereIsNoRoomIsUndoneAndSaidToBe() {
    StoreLocation location = new StoreLocation.Sqlite(folder.resolve("edgekeep.db"));
    try (Store store = Store.open(location)) {
      store.write(db -> db.execute("CREATE TABLE filling (text TEXT)"));
      store.write(db -> db.execute("INSERT INTO filling VALUES ('kept')"));
      store.write(db -> {
        long pages = db.createQuery("PRAGMA page_count").mapTo(Long.class).one();
        return db.createQuery("PRAGMA max_page_count = " + (pages + 2)).mapTo(Long.class).one();
      });
      assertThatThrownBy(() ->
              store.write(db -> db.execute("INSERT INTO filling VALUES (?)", "x".repeat(1 << 20))))
          .isInstanceOfSatisfying(
              StoreException.class, e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.FULL));
      List<String> kept =
          store.read(db -> db.createQuery("SELECT text FROM filling").mapTo(String.class).list());
      assertThat(kept).containsExactly("kept");
      String state =
          store.read(db -> db.createQuery("PRAGMA integrity_check").mapTo(String.class).one());
      assertThat(state).isEqualTo("ok");
    }
  }
}
