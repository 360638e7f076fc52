/** Workload drivers: what starts, adopts and stops tasks on this machine. */

export {
  DEFAULT_RUNTIME_CONFIG,
  DEFAULT_TASK_PORTS,
  type RuntimeConfig,
  TASK_PORTS_MAX,
} from './config.ts'
export {
  CAPABILITIES_ALLOWED,
  type ContainerHealthcheck,
  type ContainerMount,
  type ContainerSettings,
  type PullPolicy,
} from './container.ts'
export { type ContainerDevice, isDeviceKind } from './device.ts'
export type {
  AdoptedTask,
  DriverEvent,
  DriverListener,
  ExecEvent,
  ExecRequest,
  InnerCheck,
  LogLine,
  LogQuery,
  RuntimeDriver,
  TaskInspector,
  TaskUsage,
} from './driver.ts'
export { RUNTIME_ERRORS, type RuntimeErrorCode } from './errors.ts'
export { type FakeBehaviour, FakeDriver, STEADY } from './fake-driver.ts'
export { FILE_VARIABLES, type FileKind, type PlacedFile, type WorkloadFile } from './files.ts'
export { removeAbandoned } from './io/abandoned-files.ts'
export { DockerDriver, type DockerDriverOptions } from './io/docker-driver.ts'
export { PortAllocator, type PortAllocatorOptions, type PortTarget } from './io/port-allocator.ts'
export { ProcessDriver, type ProcessDriverOptions } from './io/process-driver.ts'
export { type ProcessUser, processUser } from './io/process-user.ts'
export { type FileContent, TaskFiles } from './io/task-files.ts'
export { PortPool, type PortRange, parsePortRange } from './ports.ts'
export { decideRestart, type RestartDecision, restartDelayMs } from './restart.ts'
export {
  type AssignedPort,
  exitFromCode,
  exitUnknown,
  type TaskExit,
  type TaskId,
  type TaskPlacement,
  type TaskStart,
  targetsOf,
  taskEnvironment,
} from './task.ts'
export {
  type TaskEffect,
  type TaskInput,
  TaskMachine,
  type TaskPhase,
  type TaskReport,
} from './task-machine.ts'
export {
  DEFAULT_RESTART,
  DEFAULT_STOP_GRACE_MS,
  type DriverName,
  type Protocol,
  type Resources,
  type RestartPolicy,
  SIGNAL_NUMBERS,
  type SignalName,
  type WorkloadPort,
  type WorkloadProblem,
  type WorkloadSpec,
  workload,
  workloadProblems,
} from './workload.ts'
