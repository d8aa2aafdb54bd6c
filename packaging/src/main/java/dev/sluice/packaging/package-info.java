/** Manual pages and completion for the packages, from the description of the commands. */
@NullMarked
package dev.sluice.packaging;

import org.jspecify.annotations.NullMarked;
