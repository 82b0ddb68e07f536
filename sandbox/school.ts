/** The people and departments that the pretend WeCom knows, and the app's visible range (可见范围). */
import { z } from 'zod';

const USERID = /^[0-9A-Za-z][0-9A-Za-z_\-.@]{0,63}$/;

/** The shape of a school file (SANDBOX_SCHOOL). */
export const schoolSchema = z.object({
  people: z.array(
    z.object({
      userid: z.string().regex(USERID),
      name: z.string().min(1),
      department: z.array(z.number().int().positive()).min(1),
      title: z.string().optional(),
    }),
  ),
  departments: z.array(
    z.object({
      id: z.number().int().positive(),
      name: z.string().min(1),
      parentid: z.number().int().nonnegative(),
    }),
  ),
});

export type SchoolFile = z.infer<typeof schoolSchema>;
export type SchoolPerson = SchoolFile['people'][number];
export type SchoolDepartment = SchoolFile['departments'][number];

/** Who can see the app: members named one by one, and departments with all below them. */
export interface VisibleRange {
  users: string[];
  departments: number[];
}

/** WeCom's root department. */
export const ROOT_DEPARTMENT = 1;

/** Answers questions about the school. Userids compare without regard to case (成员账号不区分大小写). */
export class School {
  readonly departments: SchoolDepartment[];
  readonly people: SchoolPerson[];
  visible: VisibleRange;
  #byUserid = new Map<string, SchoolPerson>();
  #byDepartment = new Map<number, SchoolDepartment>();

  /** @throws an error that names the fault when the file contradicts itself */
  constructor(file: SchoolFile, visible: VisibleRange = { users: [], departments: [ROOT_DEPARTMENT] }) {
    this.departments = file.departments;
    this.people = file.people;
    this.visible = visible;
    for (const department of file.departments) {
      if (this.#byDepartment.has(department.id))
        throw new Error(`department ${department.id} stands twice in the school`);
      this.#byDepartment.set(department.id, department);
    }
    if (!this.#byDepartment.has(ROOT_DEPARTMENT)) throw new Error('the school has no root department (id 1)');
    for (const department of file.departments) {
      if (department.id !== ROOT_DEPARTMENT && !this.#byDepartment.has(department.parentid)) {
        throw new Error(
          `department ${department.id} hangs below ${department.parentid}, which does not exist`,
        );
      }
      this.#ancestors(department.id);
    }
    for (const person of file.people) {
      const key = person.userid.toLowerCase();
      if (this.#byUserid.has(key)) throw new Error(`userid ${person.userid} stands twice in the school`);
      for (const id of person.department) {
        if (!this.#byDepartment.has(id))
          throw new Error(`userid ${person.userid} is in department ${id}, which does not exist`);
      }
      this.#byUserid.set(key, person);
    }
  }

  /** The member, whether visible or not. */
  person(userid: string): SchoolPerson | undefined {
    return this.#byUserid.get(userid.toLowerCase());
  }

  department(id: number): SchoolDepartment | undefined {
    return this.#byDepartment.get(id);
  }

  /** Whether the member is in the app's visible range. */
  sees(userid: string): boolean {
    const person = this.person(userid);
    if (!person) return false;
    if (this.visible.users.some((user) => user.toLowerCase() === person.userid.toLowerCase())) return true;
    return person.department.some((id) => this.seesDepartment(id));
  }

  /** Whether the department lies in the app's visible range. */
  seesDepartment(id: number): boolean {
    return this.#ancestors(id).some((ancestor) => this.visible.departments.includes(ancestor));
  }

  /** Ids of the department and of everything below it. */
  below(id: number): number[] {
    return this.departments
      .filter((department) => this.#ancestors(department.id).includes(id))
      .map(({ id }) => id);
  }

  /** Members directly in the department. */
  membersOf(id: number): SchoolPerson[] {
    return this.people.filter((person) => person.department.includes(id));
  }

  /** All members of the visible range. */
  visiblePeople(): SchoolPerson[] {
    return this.people.filter((person) => this.sees(person.userid));
  }

  /** The department itself, its parent and so on up to the root. */
  #ancestors(id: number): number[] {
    const path: number[] = [];
    let current = this.#byDepartment.get(id);
    while (current) {
      if (path.includes(current.id)) throw new Error(`department ${id} hangs below itself`);
      path.push(current.id);
      current = current.id === ROOT_DEPARTMENT ? undefined : this.#byDepartment.get(current.parentid);
    }
    return path;
  }
}
