package run.trellis.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// `./trellis-image`: the repository's folder, then, if it shall not be `image/target/trellis-image.tar`, the file.
final class Main {
    private Main() {}

    @SuppressWarnings("SystemOut") // It is a program.
    public static void main(String[] arguments) throws InterruptedException {
        Path repository = Path.of(arguments[0]).toAbsolutePath().normalize();
        Path target = repository.resolve("image/target");
        Path tar = arguments.length > 1 ? Path.of(arguments[1]).toAbsolutePath() : target.resolve("trellis-image.tar");
        Path jdk = Path.of(System.getProperty("java.home"));
        try {
            ImageBuild.Built built = new ImageBuild(repository, jdk, target.resolve("image"), tar).build();
            System.out.printf(
                    "%s  %s%n%s  %d MB%n",
                    built.reference(), built.digest(), built.tar(), Files.size(built.tar()) / 1_000_000);
        } catch (IOException e) {
            System.err.println("trellis-image: " + e.getMessage());
            System.exit(1);
        }
    }
}
