/** The composition root: settings become running parts, by plain constructors in flow order. */
@NullMarked
package dev.sluice.app.wiring;

import org.jspecify.annotations.NullMarked;
