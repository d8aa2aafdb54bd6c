/** From a show's URL to the jobs of its episodes. */
@NullMarked
package dev.sluice.core.engine.show;

import org.jspecify.annotations.NullMarked;
