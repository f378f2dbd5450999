package dev.edgekeep.daemon.reload;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Watches the files of a configuration for changes: a file is written, replaced by a rename, or
 * reached through a symbolic link that points elsewhere now, as with Kubernetes and certbot. For a
 * folder, every change in it counts, but not in its subfolders. Folders are watched rather than
 * files, so that 100,000 certificates cost as little as one.
 */
public final class FileWatch implements AutoCloseable {
  private static final Duration LOOK_AT_FOLDERS = Duration.ofSeconds(5);

  /** File systems timestamp files with a clock that advances in steps, behind the system's. */
  private static final Duration CLOCK_STEP = Duration.ofMillis(50);

  private final WatchService service;
  private final Runnable onChange;
  private final Thread thread;
  private final Map<WatchKey, Path> folders = new HashMap<>();
  private Map<Path, String> identities = Map.of();
  private Set<Path> files = Set.of();
  private Set<Path> wholeFolders = Set.of();
  private volatile boolean closed;

  private FileWatch(WatchService service, Runnable onChange) {
    this.service = service;
    this.onChange = onChange;
    this.thread = Thread.ofPlatform().daemon().name("edgekeep-watch").unstarted(this::run);
  }

  /**
   * @param onChange called by the watching thread, often several times for one change
   */
  public static FileWatch start(Runnable onChange) throws IOException {
    FileWatch watch = new FileWatch(FileSystems.getDefault().newWatchService(), onChange);
    watch.thread.start();
    return watch;
  }

  /**
   * Watches these files and folders, which need not exist, and no others. Any thread.
   *
   * @param readAt the beginning of their reading: later changes are reported
   */
  public synchronized void follow(Set<Path> wanted, Instant readAt) {
    files = Set.copyOf(wanted);
    wholeFolders = files.stream().filter(Files::isDirectory).collect(Collectors.toSet());
    Map<Path, String> found = new HashMap<>();
    boolean changed = false;
    for (Path file : files) {
      Path folder = wholeFolders.contains(file) ? file : file.getParent();
      if (folder == null) {
        continue;
      }
      String identity = found.computeIfAbsent(folder, this::register);
      boolean watchedAlready = identity.equals(identities.get(folder));
      changed |= !watchedAlready && changedSince(file, readAt.minus(CLOCK_STEP));
    }
    folders.entrySet().removeIf(known -> !found.containsKey(known.getValue()) && cancel(known));
    identities = found;
    if (changed) {
      onChange.run();
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    service.close();
  }

  private static boolean cancel(Map.Entry<WatchKey, Path> watched) {
    watched.getKey().cancel();
    return true;
  }

  private static boolean changedSince(Path file, Instant time) {
    try {
      return Files.getLastModifiedTime(file).toInstant().isAfter(time);
    } catch (IOException _) {
      return false; // It is absent, as it was when it was read.
    }
  }

  /** Watches a folder, and returns its identity. A folder that is watched already keeps its key. */
  private String register(Path folder) {
    String identity = identity(folder);
    try {
      WatchKey key =
          folder.register(
              service,
              StandardWatchEventKinds.ENTRY_CREATE,
              StandardWatchEventKinds.ENTRY_MODIFY,
              StandardWatchEventKinds.ENTRY_DELETE);
      folders.put(key, folder);
    } catch (IOException _) {
      // The folder does not exist (yet), or cannot be watched: its identity is polled.
    }
    return identity;
  }

  private void run() {
    long lookedAt = System.nanoTime();
    while (!closed) {
      try {
        // Another change in the folders, such as a log that is written there.
        long left = lookedAt + LOOK_AT_FOLDERS.toNanos() - System.nanoTime();
        WatchKey key = service.poll(Math.max(0, left), TimeUnit.NANOSECONDS);
        boolean changed = key != null && concernsUs(key);
        if (left <= 0 || key == null) {
          lookedAt = System.nanoTime();
          changed |= folderWasReplaced();
        }
        if (changed) {
          onChange.run();
        }
      } catch (java.nio.file.ClosedWatchServiceException _) {
        return;
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private synchronized boolean concernsUs(WatchKey key) {
    Path folder = folders.get(key);
    boolean ours = false;
    for (WatchEvent<?> event : key.pollEvents()) {
      ours |= folder != null && concernsUs(folder, event.context());
    }
    key.reset();
    return ours;
  }

  /** Kubernetes switches a mounted folder atomically by names that begin with two dots. */
  private boolean concernsUs(Path folder, @Nullable Object context) {
    return !(context instanceof Path name)
        || name.toString().startsWith("..")
        || wholeFolders.contains(folder)
        || files.contains(folder.resolve(name));
  }

  private synchronized boolean folderWasReplaced() {
    return identities.entrySet().stream()
        .anyMatch(known -> !Objects.equals(known.getValue(), identity(known.getKey())));
  }

  private static String identity(Path folder) {
    try {
      return folder.toRealPath() + " " + Files.getAttribute(folder, "unix:ino");
    } catch (IOException | UnsupportedOperationException _) {
      return "absent";
    }
  }
}
