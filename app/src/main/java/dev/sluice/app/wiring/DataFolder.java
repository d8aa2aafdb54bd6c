package dev.sluice.app.wiring;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.tenant.Secret;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** The layout of the data folder of the embedded default. */
public final class DataFolder {
  private static final System.Logger LOG = System.getLogger(DataFolder.class.getName());

  private static final int SECRET_BYTES = 32;
  private static final String FOLDER_RIGHTS = "rwx------";
  private static final int RIGHTS_OF_GROUP_AND_OTHERS = 077;
  private static final String FILE_RIGHTS = "rw-------";
  private static final String FIRST_KEY = "first-key";

  /** Everything that Sluice creates in the folder itself. */
  private static final Set<String> NAMES =
      Set.of(
          "database",
          "objects",
          "secret",
          "encryption-key",
          FIRST_KEY,
          "uploads",
          "spool",
          "serve.lock",
          "demo");

  private DataFolder() {}

  /**
   * Creates the folder and its parents, for this user only, and the parts of it that nothing else
   * creates. A folder that all users can enter is closed to them and to its group if it holds
   * nothing but Sluice's data; otherwise a warning says what to do. The rights of a group stay if
   * others have none.
   *
   * @throws SluiceException STORE_REFUSED with a sentence
   */
  static void prepare(Path data) {
    try {
      if (Files.isDirectory(data)) {
        closeToOthers(data);
      }
      FileAttribute<?>[] rights = onlyForThisUser(data, FOLDER_RIGHTS);
      Files.createDirectories(data, rights);
      Files.createDirectories(spool(data), rights);
    } catch (IOException e) {
      throw new SluiceException(
          FailureCode.STORE_REFUSED,
          "The data folder %s cannot be created (%s); set --data-dir to one that this user may write to"
              .formatted(data, e.getClass().getSimpleName()),
          e);
    }
  }

  // A folder with other files may be one of the system, such as /tmp, or be shared on purpose. A
  // group that can enter although others cannot was given by somebody, or by the mask of the user.
  private static void closeToOthers(Path data) throws IOException {
    if (!isPosix(data) || isClosedToOthers(Files.getPosixFilePermissions(data))) {
      return;
    }
    if (holdsOnlySluiceData(data)) {
      try {
        // With the other bits of the mode, such as setgid, which a set of permissions would clear.
        int mode = (int) Files.getAttribute(data, "unix:mode");
        Files.setAttribute(data, "unix:mode", mode & ~RIGHTS_OF_GROUP_AND_OTHERS);
        LOG.log(
            Level.WARNING,
            "All users of this machine could enter the data folder {0}; now only this user can. To"
                + " let its group in, run: chmod g+rx {0}",
            data);
        return;
      } catch (FileSystemException e) {
        // It belongs to another user.
      }
    }
    LOG.log(
        Level.WARNING,
        "All users of this machine can enter the data folder {0}; unless they should, run: chmod"
            + " o= {0}",
        data);
  }

  private static boolean isClosedToOthers(Set<PosixFilePermission> rights) {
    return Stream.of(
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE,
            PosixFilePermission.OTHERS_EXECUTE)
        .noneMatch(rights::contains);
  }

  // An empty folder may be a mount point or one of the system.
  private static boolean holdsOnlySluiceData(Path data) throws IOException {
    try (Stream<Path> files = Files.list(data)) {
      List<Path> all = files.toList();
      return !all.isEmpty()
          && all.stream().allMatch(file -> NAMES.contains(file.getFileName().toString()));
    }
  }

  /**
   * Writes a new API key into a file of this user only.
   *
   * @return the file
   * @throws SluiceException STORE_REFUSED with a sentence
   */
  public static Path writeFirstKey(Path data, Secret key) {
    Path file = data.resolve(FIRST_KEY);
    try {
      Files.deleteIfExists(file);
      Files.createFile(file, onlyForThisUser(file, FILE_RIGHTS));
      return Files.writeString(file, key.reveal() + "\n");
    } catch (IOException e) {
      throw new SluiceException(
          FailureCode.STORE_REFUSED,
          "The first API key cannot be written to %s (%s); give this user the right to, or name a key with --initial-api-key"
              .formatted(file, e.getClass().getSimpleName()),
          e);
    }
  }

  /** Returns whether there is no database in the folder; false if this user may not look. */
  static boolean lacksDatabase(Path data) {
    return Files.notExists(data.resolve("database"));
  }

  /** Returns the folder of finished objects. */
  public static Path objects(Path data) {
    return data.resolve("objects");
  }

  /** Returns the folder of the records of uploads that have not ended. */
  static Path uploads(Path data) {
    return data.resolve("uploads");
  }

  /** Returns the folder of sources that cannot seek but must, while their jobs run. */
  static Path spool(Path data) {
    return data.resolve("spool");
  }

  /** Returns the folder of such sources for commands without a data folder. */
  static Path temporary() {
    return Path.of(System.getProperty("java.io.tmpdir"));
  }

  /**
   * The secret that links to local objects are signed with: made on first use, readable by this
   * user only, the same for all processes on this folder.
   */
  public static Secret linkSecret(Path data) {
    Path file = data.resolve("secret");
    Secret secret = madeOnce(file);
    if (secret.reveal().length() < 2 * SECRET_BYTES) {
      throw new SluiceException(
          FailureCode.STORE_REFUSED,
          file + " is too short to sign links with; remove it, and a new one is made");
    }
    return secret;
  }

  /**
   * The key, in hex, that secrets in the database are sealed with where no setting gives one: made
   * on first use, readable by this user only, the same for all processes on this folder.
   */
  static Secret encryptionKey(Path data) {
    Path file = data.resolve("encryption-key");
    Secret key = madeOnce(file);
    if (!key.reveal().matches("[0-9a-f]{" + 2 * SECRET_BYTES + "}")) {
      throw new SluiceException(
          FailureCode.STORE_REFUSED,
          file
              + " holds no key of 64 hex digits; put it back from the backup. Without it the sealed"
              + " secrets in the database are lost: then remove it, and a new one is made");
    }
    return key;
  }

  private static Secret madeOnce(Path file) {
    try {
      if (!Files.exists(file)) {
        prepare(file.getParent());
        make(file);
      }
      return Secret.of(Files.readString(file, StandardCharsets.UTF_8).strip());
    } catch (IOException e) {
      throw new SluiceException(
          FailureCode.STORE_REFUSED,
          "%s cannot be read or created (%s); give this user the right to, or set --data-dir elsewhere"
              .formatted(file, e.getClass().getSimpleName()),
          e);
    }
  }

  private static void make(Path file) throws IOException {
    byte[] random = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(random);
    // Whole or not at all, since another process may look at the same moment: the first link wins.
    Path draft = file.resolveSibling(file.getFileName() + "." + UUID.randomUUID());
    try {
      Files.createFile(draft, onlyForThisUser(file, FILE_RIGHTS));
      Files.writeString(draft, HexFormat.of().formatHex(random) + "\n");
      Files.createLink(file, draft);
    } catch (FileAlreadyExistsException e) {
      // The other process's secret is as good as ours.
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  private static FileAttribute<?>[] onlyForThisUser(Path file, String rights) {
    return isPosix(file)
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(rights))
        }
        : new FileAttribute<?>[0];
  }

  // Not asked of the file store: in a plain chroot there is none to find.
  private static boolean isPosix(Path file) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix");
  }
}
