/**
 * 说错了, 记串, 打岔了: how one says that what one just said was a slip. Somebody may also be taken for somebody else (认错了
 * 人), so that other verbs need 我 before them.
 */
export const SLIPPED = '(?:[说写记打讲报弄搞输]|我[看听想念认叫])(?:错|混|串|岔|反|差|劈叉)了?';
