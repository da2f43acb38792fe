import { join } from 'node:path';
import { FtpSite } from '../ftp/server.ts';
import { FTP_SITE, SITE } from '../ftp/site.ts';
import type { Setting } from '../journal.ts';
import { localAddress } from '../network.ts';
import { type Action, done } from './action.ts';

const start: Action<'ftp-server.start'> = async (context, settings) => {
  if (settings.program === 'vsftpd') return (await import('../servers/vsftpd-site.ts')).start(context, settings);
  const { directory, journal, background, services } = context;
  const address = settings.address ?? localAddress();
  const root = join(directory, settings.home);
  const { port, greeting, users, passivePorts } = settings;
  const site = await FtpSite.start({ address, port, root, greeting, users, passivePorts, journal: background });
  services.add(FTP_SITE, SITE, site);
  journal.show([
    [{ en: 'FTP site name', zh: 'FTP 站点名称' }, settings.site],
    [{ en: 'Physical path', zh: '物理路径' }, `/${settings.home}`],
    [{ en: 'Binding, IP address', zh: '绑定 IP 地址' }, address],
    [{ en: 'Binding, port', zh: '绑定端口' }, String(site.port)],
    [
      { en: 'SSL', zh: 'SSL' },
      { en: 'No SSL', zh: '无 SSL' },
    ],
    [
      { en: 'Anonymous authentication', zh: '匿名身份验证' },
      { en: 'disabled', zh: '已禁用' },
    ],
    [
      { en: 'Basic authentication', zh: '基本身份验证' },
      { en: 'enabled', zh: '已启用' },
    ],
    ...users.map(
      (user): Setting => [
        { en: `Authorization for ${user.name}`, zh: `对用户 ${user.name} 的授权` },
        user.write ? { en: 'read, write', zh: '读取、写入' } : { en: 'read', zh: '读取' },
      ],
    ),
    [{ en: 'Banner', zh: '横幅（欢迎信息）' }, greeting ?? { en: '(none)', zh: '（无）' }],
    [{ en: 'Data channel ports', zh: '数据通道端口范围' }, `${passivePorts.from}-${passivePorts.to}`],
    [
      { en: 'Firewall', zh: '防火墙' },
      { en: 'off', zh: '已关闭' },
    ],
  ]);
  journal.record('ftp-server.started', { address, port: site.port });
  return done({ address, port: site.port });
};

const rules: Action<'ftp-server.rules'> = async ({ journal, services }, { deny }) => {
  await services.get(FTP_SITE, SITE).deny(deny);
  const page = { en: 'FTP request filtering, commands', zh: 'FTP 请求筛选，命令' };
  const denied = deny.map((command): Setting => [page, { en: `${command}: denied`, zh: `${command}：拒绝` }]);
  journal.show(deny.length > 0 ? denied : [[page, { en: 'every command is allowed', zh: '允许所有命令' }]]);
  journal.record('ftp-server.rules', { deny });
  return done({ deny });
};

export const actions = { 'ftp-server.start': start, 'ftp-server.rules': rules };
