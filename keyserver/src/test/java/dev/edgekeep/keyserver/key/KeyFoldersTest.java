package dev.edgekeep.keyserver.key;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.testing.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of a folder that are read, and the messages about the others. */
class KeyFoldersTest {
  @TempDir Path dir;
  private Path keys;
  private Program openssl;

  @BeforeEach
  void anEmptyFolder() throws Exception {
    openssl = new Program(dir);
    keys = Files.createDirectory(dir.resolve("keys"));
  }

  private void key(String path) throws Exception {
    Files.createDirectories(dir.resolve(path).getParent());
    openssl.run("openssl genpkey -algorithm ED25519 -out " + path);
  }

  private void certificate(String key, String path) throws Exception {
    openssl.run("openssl req -x509 -subj /CN=a -key " + key + " -out " + path);
  }

  private KeyLoad load(Path... folders) {
    List<KeySource> directories =
        java.util.Arrays.stream(folders)
            .map(folder -> (KeySource) new KeySource.Directory(folder, null))
            .toList();
    try (KeySources sources = new KeySources(CryptoProvider.fastest())) {
      return sources.load(directories);
    }
  }

  private KeyLoad.Loaded loaded(Path... folders) {
    KeyLoad load = load(folders);
    assertThat(load).isInstanceOf(KeyLoad.Loaded.class);
    return (KeyLoad.Loaded) load;
  }

  @Test
  void foldersBelowAreReadAndHiddenOnesAreNot() throws Exception {
    key("keys/a.key");
    key("keys/team/b.key");
    key("keys/team/deep/c.pem");
    key("keys/.git/d.key");
    key("keys/.e.key");
    key("keys/f.key.bak");
    assertThat(loaded(keys).keys().keys())
        .extracting(key -> key.info().origin())
        .containsExactly(keys + "/a.key", keys + "/team/b.key", keys + "/team/deep/c.pem");
  }

  /** A mounted secret: each name is a link into ..data, which is a link to a dated folder. */
  @Test
  void aSecretThatKubernetesMountsIsReadOnce() throws Exception {
    key("keys/..2026_11_22/tls.key");
    certificate("keys/..2026_11_22/tls.key", "keys/..2026_11_22/tls.crt");
    Files.createSymbolicLink(keys.resolve("..data"), Path.of("..2026_11_22"));
    Files.createSymbolicLink(keys.resolve("tls.key"), Path.of("..data/tls.key"));
    Files.createSymbolicLink(keys.resolve("tls.crt"), Path.of("..data/tls.crt"));
    KeyLoad.Loaded load = loaded(keys);
    assertThat(load.keys().keys())
        .extracting(key -> key.info().origin())
        .containsExactly(keys + "/tls.key");
    assertThat(load.watched()).contains(keys, keys.resolve("tls.key"));
  }

  @Test
  void aFolderThatLinksToItselfIsReadOnce() throws Exception {
    key("keys/a/a.key");
    Files.createSymbolicLink(keys.resolve("a/up"), keys);
    Files.createSymbolicLink(keys.resolve("a/self"), keys.resolve("a"));
    assertThat(loaded(keys).keys().size()).isOne();
  }

  @Test
  void aLinkedFolderIsReadToo() throws Exception {
    key("elsewhere/a.key");
    Files.createSymbolicLink(keys.resolve("linked"), dir.resolve("elsewhere"));
    assertThat(loaded(keys).keys().size()).isOne();
  }

  @Test
  void whatIsNoFileIsNotOpened() throws Exception {
    openssl.run("mkfifo keys/pipe.key");
    assertThat(((KeyLoad.Refused) load(keys)).problems())
        .containsExactly(keys + "/pipe.key is not a regular file; remove it");
  }

  @Test
  void aFolderThatIsNotThereIsAProblemAndSoIsAFile() throws Exception {
    key("file.key");
    Path absent = dir.resolve("absent");
    Path file = dir.resolve("file.key");
    KeyLoad.Refused refused = (KeyLoad.Refused) load(absent, file);
    assertThat(refused.problems())
        .containsExactly(
            "there is no folder " + absent, file + " is a file; name the folder that it is in");
    assertThat(refused.watched()).contains(absent);
  }

  @Test
  void tooManyFilesAreAProblem() throws Exception {
    for (int i = 0; i < 10; i++) {
      Files.createFile(keys.resolve(i + ".txt"));
    }
    LoadReport report = new LoadReport();
    assertThat(KeyFileSearch.files(keys, 10, report)).isEmpty();
    assertThat(report.result())
        .isInstanceOfSatisfying(
            KeyLoad.Refused.class,
            refused ->
                assertThat(refused.problems())
                    .containsExactly(keys + " holds more than 10 files; is it the right folder?"));
  }

  @Test
  void anEmptyFolderIsLoadedWithAWarning() {
    assertThat(loaded(keys).warnings()).containsExactly(keys + " holds no private key");
  }

  @Test
  void theSameKeyTwiceIsOneKey() throws Exception {
    key("keys/a.key");
    Files.copy(keys.resolve("a.key"), keys.resolve("b.key"));
    assertThat(loaded(keys, keys).keys().size()).isOne();
  }

  @Test
  void aCertificateOfAnotherKeyIsWarnedOf() throws Exception {
    key("keys/a.key");
    key("other");
    certificate("keys/a.key", "keys/a.pem");
    certificate("other", "keys/a.crt");
    certificate("other", "keys/unrelated.crt");
    assertThat(loaded(keys).warnings())
        .containsExactly(
            keys
                + "/a.key: the certificate in a.crt is not this key's, but that of another (CN=a)");
  }

  @Test
  void aCertificateOfAnotherKeyInTheSameFileIsWarnedOf() throws Exception {
    key("keys/a.pem");
    key("other");
    certificate("other", "other.pem");
    certificate("keys/a.pem", "own.pem");
    Path file = keys.resolve("a.pem");
    String key = Files.readString(file);
    Files.writeString(file, key + Files.readString(dir.resolve("own.pem")));
    assertThat(loaded(keys).warnings()).isEmpty();
    Files.writeString(file, key + Files.readString(dir.resolve("other.pem")));
    assertThat(loaded(keys).warnings())
        .singleElement()
        .asString()
        .contains("the certificate in the same file is not this key's");
  }

  @Test
  void aKeyThatOthersCanReadIsWarnedOf() throws Exception {
    key("keys/a.key");
    Path file = keys.resolve("a.key");
    for (String permissions : List.of("rw-r-----", "rw----r--")) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
      assertThat(loaded(keys).warnings())
          .containsExactly(file + " can be read by other users of this machine; chmod 600 it");
    }
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));
    assertThat(loaded(keys).warnings()).isEmpty();
  }

  @Test
  void everyFolderAndKeyFileIsWatched() throws Exception {
    key("keys/team/a.key");
    assertThat(loaded(keys).watched())
        .containsExactlyInAnyOrder(keys, keys.resolve("team"), keys.resolve("team/a.key"));
  }
}
