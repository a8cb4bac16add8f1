/// Tests of [run.trellis.cli.backstage]. What Backstage makes of the templates is tested in `e2e-tests`.
@NullMarked
package run.trellis.cli.backstage;

import org.jspecify.annotations.NullMarked;
