/** A show's URL becomes its episodes; for now it becomes a sentence that names the way out. */
package dev.sluice.spotify;
