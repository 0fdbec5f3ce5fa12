/**
 * The warning of a reply in which the model says that the question is not for it. What it says is meant for a reader; it is no
 * answer that could be right or wrong, and equal replies of this kind are no agreement.
 */
export const OUT_OF_SCOPE = 'out_of_scope';
